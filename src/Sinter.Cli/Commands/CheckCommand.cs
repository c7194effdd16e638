using System.CommandLine;
using Sinter.Merging;

namespace Sinter.Cli;

/// <summary><c>sinter check RECIPE</c>: everything that can be known before a weight is read.</summary>
internal sealed class CheckCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _recipe = CommonOptions.Path("RECIPE", "A recipe in YAML.");
    private readonly Option<string?> _out = CommonOptions.Out("Where the output would go: whether the disk can hold it.");
    private readonly PlanOptions _plan;
    private readonly Option<bool> _json = CommonOptions.Json();

    public CheckCommand(Terminal terminal)
        : base("check", "Look a recipe over: names, shapes, types, vocabularies, memory, disk. Reads headers only.")
    {
        _terminal = terminal;
        Add(_recipe);
        Add(_out);
        _plan = new PlanOptions(this);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var recipe = parsed.GetValue(_recipe)!;
        var report = MergeCheck.RunFile(recipe, parsed.GetValue(_out), null, _plan.Planning(parsed), _plan.Execution(parsed));
        return CheckReport.Write(_terminal, recipe, report, parsed.GetValue(_json), quiet: false);
    }
}
