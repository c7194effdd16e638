using System.CommandLine;
using Sinter.Checkpoints;

namespace Sinter.Cli;

/// <summary><c>sinter inspect MODEL</c>: what a checkpoint holds.</summary>
internal sealed class InspectCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Argument<string[]> _models = new("MODEL") { Description = "A folder or file: safetensors, PyTorch, LoRA adapter.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<bool> _json = CommonOptions.Json();

    public InspectCommand(Terminal terminal, Interruption interruption)
        : base("inspect", "Show what a checkpoint holds: tensors, types, sizes, elements that are no numbers.")
    {
        _terminal = terminal;
        _interruption = interruption;
        _models.Validators.Add(CommonOptions.RefuseEmpty);
        Add(_models);
        Add(_threads);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        var threads = parsed.GetValue(_threads) ?? Environment.ProcessorCount;
        var listings = Meter.Run(_terminal, quiet: false, meter => parsed.GetValue(_models)!.Select(path => Look(path, threads, meter, cancellation)).ToList());
        if (parsed.GetValue(_json)) Json.Write(_terminal, json => InspectionJson.Write(json, listings));
        else InspectionText.Write(_terminal, listings);
        return ExitCode.Done;
    }

    private static CheckpointListing Look(string path, int threads, Meter? meter, CancellationToken cancellation)
    {
        using var checkpoint = Checkpoint.Open(path);
        return CheckpointListing.Of(checkpoint, CheckpointScan.Run(checkpoint, threads, meter?.Of($"reading {Path.GetFileName(path)}"), cancellation));
    }
}
