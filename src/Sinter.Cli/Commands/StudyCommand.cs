using System.CommandLine;
using Sinter.Data;
using Sinter.Evaluation;

namespace Sinter.Cli;

/// <summary><c>sinter study PLAN.json</c>: every table about routed models of one family.</summary>
internal sealed class StudyCommand : Command
{
    private const int DefaultSeeds = 3, DefaultImages = 500;
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Argument<string> _plan = CommonOptions.Path("PLAN", "The plan: which routed models, and what is compared (docs/study.md).");
    private readonly Option<string> _base = new("--base") { HelpName = "MODEL", Description = "The folder of the base.", Required = true };
    private readonly Option<string> _experts = new("--experts") { HelpName = "DIR", Description = "Folder of the experts' folders, one a task.", Required = true };
    private readonly Option<string[]> _tasks = new("--task") { HelpName = "TASK", Description = "A task's name or path, or a group of tasks (core8); may be repeated.", Required = true };
    private readonly Option<string[]> _unseen = new("--unseen") { HelpName = "TASK", Description = "A task that no expert saw, or a group of them; may be repeated." };
    private readonly Option<int?> _seeds = CommonOptions.Number("--seeds", [], "N", $"Fits of every routed row, with seeds 0 to N - 1 [default: {DefaultSeeds}].", 1, 1000);
    private readonly Option<int?> _images = CommonOptions.Number("--images", [], "N", $"At most so many pictures of each task are scored, evenly spaced [default: {DefaultImages}].", 1, int.MaxValue);
    private readonly Option<TaskSplit> _split = new("--split") { Description = "Which pictures are scored.", DefaultValueFactory = static _ => TaskSplit.Test };
    private readonly Option<string?> _out = CommonOptions.Out("The folder to make, or to go on in: finished cells in it are not computed again.");
    private readonly Option<string[]> _only = new("--only") { HelpName = "NAME", Description = "Compute only this row; the tables show all that are there; may be repeated." };
    private readonly DataOptions _data;
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public StudyCommand(Terminal terminal, Interruption interruption)
        : base("study", "Fit and score every routed model of a plan beside the static merges of the same experts, with several seeds.")
    {
        (_terminal, _interruption) = (terminal, interruption);
        foreach (var option in (Option[])[_tasks, _unseen, _only]) option.Validators.Add(CommonOptions.RefuseEmpty);
        Add(_plan);
        foreach (var option in (Option[])[_base, _experts, _tasks, _unseen, _seeds, _images, _split, _out, _only]) Add(option);
        _data = new DataOptions(this);
        foreach (var option in (Option[])[_threads, _json, _quiet]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        var folder = parsed.GetValue(_out) ?? throw new UsageException("--out is missing; name the folder of the study.");
        var plan = StudyPlan.Read(parsed.GetValue(_plan)!);
        var (catalog, splitting) = (_data.Catalog(parsed), _data.Splitting(parsed));
        List<ImageTask> Open(Option<string[]> option) => [.. (parsed.GetValue(option) ?? []).SelectMany(TaskCatalog.Expand).Select(name => catalog.Open(name, splitting))];
        var settings = new StudySettings
        {
            Base = parsed.GetValue(_base)!,
            Experts = parsed.GetValue(_experts)!,
            Tasks = Open(_tasks),
            Unseen = Open(_unseen),
            Seeds = parsed.GetValue(_seeds) ?? DefaultSeeds,
            Images = parsed.GetValue(_images) ?? DefaultImages,
            Split = parsed.GetValue(_split),
            Only = parsed.GetValue(_only) ?? [],
            Threads = parsed.GetValue(_threads) ?? 0,
            Command = string.Join(' ', parsed.Tokens.Select(static token => Quoted(token.Value)).Prepend("sinter")),
        };
        var result = Meter.Run(_terminal, parsed.GetValue(_quiet), meter => StudyRun.Run(plan, settings, folder, meter, cancellation), PlainMeter.LongInterval);
        DataOptions.ListSkipped(_terminal, settings.Tasks.Concat(settings.Unseen));
        if (parsed.GetValue(_json)) _terminal.Output.WriteLine(File.ReadAllText(result.Data).TrimEnd());
        else if (!parsed.GetValue(_quiet)) Write(result);
        return ExitCode.Done;
    }

    private static string Quoted(string word) => word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word;

    private void Write(StudyResult result)
    {
        var table = new TextTable().Column("row");
        foreach (var column in result.Table.Columns) table.Column(column, right: true);
        table.Column("given");
        foreach (var row in result.Table.Rows) table.Row([row.Method, .. row.Values.Select(MethodTable.Percent), row.Note]);
        table.Write(_terminal);
        _terminal.Output.WriteLine();
        _terminal.Output.WriteLine($"{Words.Count(result.Cells, "cell")}, {result.Computed} computed now{(result.Missing.Count > 0 ? $"; not computed yet: {string.Join(", ", result.Missing)}" : "")}");
        _terminal.Output.WriteLine($"tables: {result.Tables}");
        _terminal.Output.WriteLine($"page: {result.Page}");
    }
}
