using System.CommandLine;
using Sinter.Data;

namespace Sinter.Cli;

/// <summary><c>sinter corrupt IN OUT</c>: what a corruption does to a person's own pictures.</summary>
internal sealed class CorruptCommand : Command
{
    private const string Every = "all";

    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Argument<string> _input = CommonOptions.Path("IN", "A picture (PNG or JPEG), or a folder of pictures at any depth.");
    private readonly Argument<string> _output = CommonOptions.Path("OUT", "The folder to make; for one picture also a file ending in .png.");

    private readonly Option<string> _type = new("--type")
    {
        HelpName = "TYPE",
        Required = true,
        Description = $"{string.Join(", ", Corruption.All.Select(static corruption => corruption.Name))} (one of the protocol's seven for each picture), or all: a folder for each type, or, when OUT is a .png, one sheet.",
    };

    private readonly Option<int?> _severity = CommonOptions.Number<int>("--severity", [], "S", "1 (mild) to 5 (worst); a sheet shows all.", Corruption.MinSeverity, Corruption.MaxSeverity);
    private readonly Option<string> _table = new("--table") { HelpName = "TABLE", Description = "Parameters of the severities: cifar (made for 32 pixels, the field's), imagenet (made for 224), or auto: cifar up to 64 pixels.", DefaultValueFactory = static _ => "auto" };
    private readonly Option<long?> _seed = CommonOptions.Number("--seed", [], "N", "Which random numbers [default: 0].", 0, long.MaxValue);
    private readonly Option<bool> _skip = new("--skip-bad") { Description = "Pass over pictures of a folder that cannot be read, and list them." };
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public CorruptCommand(Terminal terminal, Interruption interruption)
        : base("corrupt", "Spoil pictures by degrees: noise, blur, weather, compression.")
    {
        (_terminal, _interruption) = (terminal, interruption);
        _table.AcceptOnlyFromAmong("auto", "cifar", "imagenet");
        Add(_input);
        Add(_output);
        foreach (var option in (Option[])[_type, _severity, _table, _seed, _skip, _threads, _overwrite, _json, _quiet]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        var type = parsed.GetValue(_type)!;
        var options = new CorruptionOptions
        {
            Types = type == Every ? [.. Corruption.All.Where(static corruption => corruption != Corruption.Mixed)] : [Corruption.Parse(type)],
            Severity = parsed.GetValue(_severity),
            Table = Enum.Parse<CorruptionTable>(parsed.GetValue(_table)!, ignoreCase: true),
            Seed = parsed.GetValue(_seed) ?? 0,
            SkipBad = parsed.GetValue(_skip),
            Overwrite = parsed.GetValue(_overwrite),
            Threads = parsed.GetValue(_threads) ?? Environment.ProcessorCount,
        };
        var quiet = parsed.GetValue(_quiet);
        var summary = Meter.Run(
            _terminal, quiet, meter => CorruptionRun.Run(parsed.GetValue(_input)!, parsed.GetValue(_output)!, options, meter?.Of("corrupting"), cancellation));
        if (parsed.GetValue(_json)) Json.Write(_terminal, writer => CorruptionReport.WriteJson(writer, options, summary));
        else if (!quiet) CorruptionReport.WriteText(_terminal, options, summary);
        return ExitCode.Done;
    }
}
