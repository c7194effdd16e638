using System.Globalization;
using System.Text.Json;
using Sinter.Merging;

namespace Sinter.Cli;

/// <summary>What a merge made.</summary>
internal static class MergeReport
{
    public static void WriteText(Terminal terminal, MergePlan plan, MergeResult result, TimeSpan time)
    {
        var steps = string.Concat(plan.Transforms.Select(static transform => $"{transform.Declaration.Name} + "));
        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Output}: {Words.Count(result.Merged, "tensor")} merged by {steps}{plan.Method.Declaration.Name}, {result.Copied} copied, {ByteSize.Format(result.Bytes)} in {time.TotalSeconds:0.00} s"));
        if (result.ResumedFiles > 0) terminal.Output.WriteLine($"note: took up {Words.Count(result.ResumedFiles, "complete file")} of an interrupted run");
        foreach (var note in result.Notes) terminal.Output.WriteLine($"note: {note}");
    }

    public static void WriteJson(Utf8JsonWriter json, MergePlan plan, MergeResult result, TimeSpan time)
    {
        json.WriteStartObject();
        json.WriteString("output", result.Output);
        json.WriteString("method", plan.Method.Declaration.Name);
        json.WriteStrings("prune", plan.Transforms.Select(static transform => transform.Declaration.Name));
        json.WriteNumber("seed", plan.Seed);
        json.WriteNumber("merged", result.Merged);
        json.WriteNumber("copied", result.Copied);
        json.WriteNumber("bytes", result.Bytes);
        json.WriteNumber("resumed_files", result.ResumedFiles);
        json.WriteNumber("seconds", Math.Round(time.TotalSeconds, 3));
        json.WriteStrings("files", result.Files);
        json.WriteStrings("notes", result.Notes);
        json.WriteEndObject();
    }
}
