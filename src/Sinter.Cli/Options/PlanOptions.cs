using System.CommandLine;
using Sinter.Merging;

namespace Sinter.Cli;

/// <summary>The options that decide how a recipe is planned and carried out: those that <c>merge</c> and <c>check</c> share.</summary>
internal sealed class PlanOptions
{
    private readonly Option<ulong?> _seed =
        CommonOptions.Number<ulong>("--seed", ["--random-seed"], "N", "Seed of everything random, instead of the recipe's.", 0, ulong.MaxValue);

    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<long?> _memory = CommonOptions.Size("--max-memory", "Memory to work with, for example 300MB; the result does not depend on it.");

    public PlanOptions(Command command)
    {
        command.Add(_seed);
        command.Add(_threads);
        command.Add(_memory);
    }

    public PlanningOptions Planning(ParseResult parsed) => new() { Seed = parsed.GetValue(_seed), HubCache = HubCache.FromEnvironment() };

    public ExecutionOptions Execution(ParseResult parsed) =>
        new() { Threads = parsed.GetValue(_threads) ?? Environment.ProcessorCount, MaximumMemory = parsed.GetValue(_memory) ?? 0 };
}
