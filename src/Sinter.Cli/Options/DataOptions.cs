using System.CommandLine;
using Sinter.Data;

namespace Sinter.Cli;

/// <summary>Where tasks are and how they are split: what all commands on pictures share.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> _root = new("--root") { HelpName = "DIR", Description = "Folder of the tasks' folders [default: SINTER_DATA, else ../shared/data/images if it is there]." };

    private readonly Option<double?> _fraction =
        CommonOptions.Real("--val-fraction", "SHARE", "Share of the training pictures kept for validation where a task stores none [default: 0.1].");

    private readonly Option<long?> _seed =
        CommonOptions.Number("--val-seed", [], "N", "Choose validation pictures by this seed, evenly from all classes [default: the last ones].", 0, long.MaxValue);

    private readonly Option<bool> _skipBad = new("--skip-bad") { Description = "Leave out pictures that cannot be read instead of stopping at the first." };

    public DataOptions(Command command)
    {
        _root.Validators.Add(CommonOptions.RefuseEmpty);
        command.Add(_root);
        command.Add(_fraction);
        command.Add(_seed);
        command.Add(_skipBad);
    }

    public TaskCatalog Catalog(ParseResult parsed) => new(parsed.GetValue(_root));

    public TaskOptions Splitting(ParseResult parsed) => new()
    {
        ValidationFraction = parsed.GetValue(_fraction) ?? 0.1,
        ValidationSeed = parsed.GetValue(_seed),
        SkipBad = parsed.GetValue(_skipBad),
    };

    /// <summary>Lists the pictures that were left out.</summary>
    public static void ListSkipped(Terminal terminal, params IEnumerable<ImageTask> tasks)
    {
        foreach (var problem in tasks.SelectMany(static task => task.Skipped)) terminal.Error.WriteLine($"left out: {Words.Printable(problem)}");
    }
}
