namespace Sinter.Checkpoints;

/// <summary>Names from files, made fit for a one-line message: hostile files put line breaks and megabytes into them.</summary>
internal static class Quoted
{
    private const int Longest = 160;

    public static string Name(string name)
    {
        var cut = name.Length > Longest;
        var text = cut ? name[..Longest] : name;
        if (text.AsSpan().ContainsAnyInRange('\0', '\x1f') || text.Contains('\x7f'))
            text = string.Concat(text.Select(static c => char.IsControl(c) ? '?' : c));
        return cut ? $"'{text}...'" : $"'{text}'";
    }
}
