using System.CommandLine;
using Sinter.Checkpoints;

namespace Sinter.Cli;

/// <summary><c>sinter convert IN OUT</c>: any checkpoint to safetensors.</summary>
internal sealed class ConvertCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Argument<string> _input = CommonOptions.Path("IN", "A folder or file: PyTorch (nothing in it is executed), safetensors, shards.");
    private readonly Argument<string> _output = CommonOptions.Path("OUT", "The folder to make, or one file ending in .safetensors.");
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<long?> _shardSize = CommonOptions.Size("--shard-size", "Largest size of a weights file, for example 5GB [default: one file].");
    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public ConvertCommand(Terminal terminal, Interruption interruption)
        : base("convert", "Turn a checkpoint into safetensors: the same names, types and bytes.")
    {
        _terminal = terminal;
        _interruption = interruption;
        Add(_input);
        Add(_output);
        foreach (var option in (Option[])[_threads, _shardSize, _overwrite, _json, _quiet]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        var output = parsed.GetValue(_output)!;
        var options = new ConversionOptions
        {
            ShardSize = parsed.GetValue(_shardSize),
            Overwrite = parsed.GetValue(_overwrite),
            Threads = parsed.GetValue(_threads) ?? Environment.ProcessorCount,
        };
        if (options.ShardSize is not null && output.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--shard-size makes several files, and {output} is one; name a folder.");
        var quiet = parsed.GetValue(_quiet);
        var result = Meter.Run(
            _terminal, quiet, meter => CheckpointConverter.Convert(parsed.GetValue(_input)!, output, options, meter?.Of("converting"), cancellation));
        if (parsed.GetValue(_json)) Json.Write(_terminal, json => ConversionReport.WriteJson(json, result));
        else if (!quiet) ConversionReport.WriteText(_terminal, result);
        return ExitCode.Done;
    }
}
