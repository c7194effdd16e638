using System.CommandLine;
using System.Diagnostics;
using Sinter.Merging;

namespace Sinter.Cli;

/// <summary><c>sinter merge RECIPE --out DIR</c>.</summary>
internal sealed class MergeCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Argument<string> _recipe = CommonOptions.Path("RECIPE", "A recipe in YAML: mergekit's, or with Sinter's additions.");
    private readonly Option<string?> _out = CommonOptions.Out("The folder to make.");
    private readonly PlanOptions _plan;
    private readonly Option<long?> _shardSize = CommonOptions.Size("--shard-size", "Largest size of a weights file, for example 5GB [default: one file].");
    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Check and show what would be merged; read no weights, write nothing." };
    private readonly Option<bool> _noHashes = new("--no-hashes") { Description = "Leave sha256 sums out of the provenance; saves reading everything once more." };
    private readonly Option<bool> _allowNonFinite = new("--allow-non-finite") { Description = "Let NaN and infinities through instead of stopping." };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public MergeCommand(Terminal terminal, Interruption interruption)
        : base("merge", "Merge checkpoints by a recipe.")
    {
        _terminal = terminal;
        _interruption = interruption;
        Add(_recipe);
        Add(_out);
        _plan = new PlanOptions(this);
        foreach (var option in (Option[])[_shardSize, _overwrite, _dryRun, _noHashes, _allowNonFinite, _json, _quiet]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        var clock = Stopwatch.StartNew();
        var recipe = parsed.GetValue(_recipe)!;
        var (json, quiet) = (parsed.GetValue(_json), parsed.GetValue(_quiet));
        if (parsed.GetValue(_dryRun))
            return CheckReport.Write(_terminal, recipe, MergeCheck.RunFile(recipe, parsed.GetValue(_out), null, _plan.Planning(parsed), _plan.Execution(parsed)), json, quiet);

        var options = OptionsOf(parsed);
        Merger.RequireFree(options);
        LargeBlocks.ReturnAtOnce();
        using var plan = MergePlanner.Plan(RecipeReader.ReadFile(recipe), options: _plan.Planning(parsed));
        var result = Meter.Run(
            _terminal, quiet, meter => Merger.Run(plan, options with { Execution = options.Execution with { Progress = meter } }, cancellation));
        if (json) Json.Write(_terminal, writer => MergeReport.WriteJson(writer, plan, result, clock.Elapsed));
        else if (!quiet) MergeReport.WriteText(_terminal, plan, result, clock.Elapsed);
        return ExitCode.Done;
    }

    private MergeOptions OptionsOf(ParseResult parsed) => new(parsed.GetValue(_out) ?? throw new UsageException("--out is missing; name the folder to make."))
    {
        ShardSize = parsed.GetValue(_shardSize) ?? 0,
        Overwrite = parsed.GetValue(_overwrite),
        Hashes = !parsed.GetValue(_noHashes),
        Execution = _plan.Execution(parsed) with { AllowNonFinite = parsed.GetValue(_allowNonFinite) },
    };
}
