namespace Sinter.Cli;

/// <summary>Small words.</summary>
internal static class Words
{
    public static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    /// <summary>A value's name as a word of a command line: VaryingLayers is varying-layers.</summary>
    public static string Kebab<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>Text from files made harmless: it may hold what steers a terminal.</summary>
    public static string Printable(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(static c => char.IsControl(c) ? '?' : c)) : text;

    /// <summary>The last parts of paths, or the paths themselves where those are not unique.</summary>
    public static IReadOnlyList<string> ShortNames(IReadOnlyList<string> paths)
    {
        var names = paths.Select(static path => Path.GetFileName(Path.TrimEndingDirectorySeparator(path))).ToList();
        return names.Distinct().Count() == names.Count ? names : paths;
    }
}
