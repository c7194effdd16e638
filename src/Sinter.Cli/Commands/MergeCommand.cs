using System.CommandLine;
using System.Diagnostics;
using Sinter.Merging;

namespace Sinter.Cli;

/// <summary><c>sinter merge RECIPE --out DIR</c>.</summary>
internal sealed class MergeCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Argument<string> _recipe = new("RECIPE") { Description = "A recipe in YAML: mergekit's, or with Sinter's additions." };
    private readonly Option<string?> _out = new("--out", "-o") { HelpName = "DIR", Description = "The folder to make." };
    private readonly Option<ulong?> _seed =
        CommonOptions.Number<ulong>("--seed", ["--random-seed"], "N", "Seed of everything random, instead of the recipe's.", 0, ulong.MaxValue);

    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<long?> _shardSize = CommonOptions.Size("--shard-size", "Largest size of a weights file, for example 5GB [default: one file].");
    private readonly Option<long?> _memory = CommonOptions.Size("--max-memory", "Memory to work with, for example 300MB; the result does not depend on it.");
    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Check and show what would be merged; read no weights, write nothing." };
    private readonly Option<bool> _noHashes = new("--no-hashes") { Description = "Leave sha256 sums out of the provenance; saves reading everything once more." };
    private readonly Option<bool> _allowNonFinite = new("--allow-non-finite") { Description = "Let NaN and infinities of the inputs through." };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public MergeCommand(Terminal terminal, Interruption interruption)
        : base("merge", "Merge checkpoints by a recipe.")
    {
        _terminal = terminal;
        _interruption = interruption;
        Add(_recipe);
        foreach (var option in (Option[])[_out, _seed, _threads, _shardSize, _memory, _overwrite, _dryRun, _noHashes, _allowNonFinite, _json, _quiet]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        var clock = Stopwatch.StartNew();
        var recipe = RecipeReader.ReadFile(parsed.GetValue(_recipe)!);
        var output = parsed.GetValue(_out) ?? throw new UsageException("--out is missing; name the folder to make.");
        using var plan = MergePlanner.Plan(recipe, options: new PlanningOptions { Seed = parsed.GetValue(_seed), HubCache = HubCache.FromEnvironment() });
        var options = new MergeOptions(output)
        {
            ShardSize = parsed.GetValue(_shardSize) ?? 0,
            Overwrite = parsed.GetValue(_overwrite),
            Hashes = !parsed.GetValue(_noHashes),
            Execution = new ExecutionOptions
            {
                Threads = parsed.GetValue(_threads) ?? Environment.ProcessorCount,
                MaximumMemory = parsed.GetValue(_memory) ?? 0,
                AllowNonFinite = parsed.GetValue(_allowNonFinite),
            },
        };
        var quiet = parsed.GetValue(_quiet);
        var result = Meter.Run(
            _terminal, quiet, meter => Merger.Run(plan, options with { Execution = options.Execution with { Progress = meter } }, cancellation));
        if (parsed.GetValue(_json)) Json.Write(_terminal, json => MergeReport.WriteJson(json, plan, result, clock.Elapsed));
        else if (!quiet) MergeReport.WriteText(_terminal, plan, result, clock.Elapsed);
        return ExitCode.Done;
    }
}
