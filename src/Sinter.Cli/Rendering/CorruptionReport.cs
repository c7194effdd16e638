using System.Text.Json;
using Sinter.Data;

namespace Sinter.Cli;

/// <summary>What <c>sinter corrupt</c> made.</summary>
internal static class CorruptionReport
{
    public static void WriteText(Terminal terminal, CorruptionOptions options, CorruptionSummary summary)
    {
        if (options.Severity is null)
        {
            terminal.Output.WriteLine($"{summary.Output}: a row each, the clean picture and severities 1 to 5");
            for (var row = 0; row < options.Types.Length; row++) terminal.Output.WriteLine($"{row + 1,2}  {options.Types[row].Name,-17} {options.Types[row].Description}");
        }
        else
        {
            terminal.Output.WriteLine($"{summary.Output}: {Words.Count(summary.Pictures.Length, "picture")}, severity {options.Severity} of {Tables(summary)}");
            if (options.Types is [var only] && only == Corruption.Mixed)
            {
                foreach (var group in summary.Pictures.CountBy(static picture => picture.Type).OrderBy(static pair => pair.Key, StringComparer.Ordinal))
                    terminal.Output.WriteLine($"  {group.Key,-17} {group.Value}");
            }
        }

        foreach (var skipped in summary.Skipped) terminal.Error.WriteLine($"skipped: {Words.Printable(Failure.OneLine(skipped.Reason))}");
    }

    public static void WriteJson(Utf8JsonWriter json, CorruptionOptions options, CorruptionSummary summary)
    {
        json.WriteStartObject();
        json.WriteString("output", summary.Output);
        if (options.Severity is { } severity) json.WriteNumber("severity", severity);
        json.WriteNumber("seed", options.Seed);
        json.WriteStartArray("pictures");
        foreach (var picture in summary.Pictures)
        {
            json.WriteStartObject();
            json.WriteString("input", picture.Input);
            json.WriteString("output", picture.Output);
            json.WriteString("type", picture.Type);
            json.WriteString("table", Name(picture.Table));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("skipped");
        foreach (var skipped in summary.Skipped)
        {
            json.WriteStartObject();
            json.WriteString("path", skipped.Path);
            json.WriteString("reason", skipped.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Tables(CorruptionSummary summary) => string.Join(" and ", summary.Pictures.Select(static picture => picture.Table switch
    {
        CorruptionTable.Cifar => "CIFAR-C",
        _ => "ImageNet-C",
    }).Distinct().Order(StringComparer.Ordinal));

    private static string Name(CorruptionTable table) => table switch { CorruptionTable.Cifar => "cifar", CorruptionTable.ImageNet => "imagenet", _ => "auto" };
}
