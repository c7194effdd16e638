using Sinter.Merging;

namespace Sinter.Cli;

/// <summary>What a check found: everything on standard output, and a line on standard error when the merge cannot run.</summary>
internal static class CheckReport
{
    private const int ShownNames = 5;

    public static int Write(Terminal terminal, string recipe, MergeCheckReport report, bool json, bool quiet)
    {
        if (json) Json.Write(terminal, writer => CheckJson.Write(writer, report));
        else if (!quiet) WriteText(terminal, report);
        if (report.Ok) return ExitCode.Done;
        terminal.Error.WriteLine(quiet && !json
            ? $"error: {Failure.OneLine(report.Problems[0].Message)}{Others(report.Problems.Count - 1)}"
            : $"error: {recipe} has {Words.Count(report.Problems.Count, "problem")}.");
        return ExitCode.Input;
    }

    private static void WriteText(Terminal terminal, MergeCheckReport report)
    {
        var output = terminal.Output;
        if (report.Models.Count > 0) WriteSummary(terminal, report);
        foreach (var note in report.Notes) output.WriteLine($"note: {note}");
        foreach (var problem in report.Problems) output.WriteLine($"problem: {Failure.OneLine(problem.Message)}");
        if (report.Ok) output.WriteLine("the merge can run");
    }

    private static void WriteSummary(Terminal terminal, MergeCheckReport report)
    {
        var models = new TextTable().Column("model").Column("role").Column("tensors", right: true).Column("size", right: true).Column("types").Column("vocabulary", right: true);
        foreach (var model in report.Models)
        {
            models.Row(
                model.Name, model.Role, $"{model.Tensors}", ByteSize.Format(model.Bytes), string.Join(", ", model.Types), model.Vocabulary is { } rows ? $"{rows}" : "-");
        }

        models.Write(terminal);
        var output = terminal.Output;
        output.WriteLine();
        output.WriteLine($"method:  {string.Concat(report.Prune.Select(static name => $"{name} + "))}{report.Method}, seed {report.Seed} ({(report.Random is RandomKind.Mt19937 ? "mt19937" : "philox")})");
        output.WriteLine($"output:  {Words.Count(report.MergedTensors, "tensor")} merged, {report.Copied.Count} copied, {ByteSize.Format(report.OutputBytes)} ({string.Join(", ", report.OutputTypes)})");
        output.WriteLine($"memory:  {ByteSize.Format(report.MemoryBytes)} for tensors");
        if (report.FreeBytes is { } free) output.WriteLine($"disk:    {ByteSize.Format(free)} free");
        foreach (var group in report.Skipped.GroupBy(static tensor => tensor.Reason))
        {
            var names = group.Select(static tensor => Words.Printable(tensor.Name)).ToList();
            output.WriteLine($"skipped: {Words.Count(names.Count, "tensor")} ({group.Key}): {string.Join(", ", names.Take(ShownNames))}{(names.Count > ShownNames ? ", ..." : "")}");
        }
    }

    private static string Others(int count) => count > 0 ? $" (and {Words.Count(count, "more problem")})" : "";
}
