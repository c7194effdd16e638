using System.CommandLine;
using Sinter.Checkpoints;
using Sinter.Merging;

namespace Sinter.Cli;

/// <summary><c>sinter inspect MODEL...</c>: what checkpoints hold; with <c>--base</c>, what separates them from their base.</summary>
internal sealed class InspectCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Argument<string[]> _models = new("MODEL") { Description = "A folder or file: safetensors, PyTorch, LoRA adapter.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _base = CommonOptions.Base();
    private readonly Option<bool> _ranks = new("--effective-rank") { Description = "With --base: decompose every matrix for its effective rank; takes much longer." };
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<bool> _json = CommonOptions.Json();

    public InspectCommand(Terminal terminal, Interruption interruption)
        : base("inspect", "Show what checkpoints hold; with --base, what separates them from their base.")
    {
        _terminal = terminal;
        _interruption = interruption;
        _models.Validators.Add(CommonOptions.RefuseEmpty);
        Add(_models);
        foreach (var option in (Option[])[_base, _ranks, _threads, _json]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        var threads = parsed.GetValue(_threads) ?? Environment.ProcessorCount;
        var paths = parsed.GetValue(_models)!;
        var json = parsed.GetValue(_json);
        if (parsed.GetValue(_base) is { } origin)
        {
            var report = Meter.Run(_terminal, quiet: false, meter => Compare(origin, paths, parsed.GetValue(_ranks), new ExecutionOptions { Threads = threads, Progress = meter }, cancellation));
            if (json) Json.Write(_terminal, writer => ComparisonJson.Write(writer, origin, report));
            else ComparisonText.Write(_terminal, report);
            return ExitCode.Done;
        }

        var listings = Meter.Run(_terminal, quiet: false, meter => paths.Select(path => Look(path, threads, meter, cancellation)).ToList());
        if (json) Json.Write(_terminal, writer => InspectionJson.Write(writer, listings));
        else InspectionText.Write(_terminal, listings);
        return ExitCode.Done;
    }

    private static CheckpointListing Look(string path, int threads, Meter? meter, CancellationToken cancellation)
    {
        using var checkpoint = Checkpoint.Open(path);
        return CheckpointListing.Of(checkpoint, CheckpointScan.Run(checkpoint, threads, meter?.Of($"reading {Path.GetFileName(path)}"), cancellation));
    }

    private static TaskVectorReport Compare(string origin, string[] paths, bool ranks, ExecutionOptions options, CancellationToken cancellation)
    {
        List<Checkpoint> models = [];
        using var baseModel = Checkpoint.Open(origin);
        try
        {
            foreach (var path in paths) models.Add(Checkpoint.Open(path));
            return TaskVectorReport.Compute(baseModel, models, Words.ShortNames(paths), ranks, options, cancellation);
        }
        finally
        {
            foreach (var model in models) model.Dispose();
        }
    }
}
