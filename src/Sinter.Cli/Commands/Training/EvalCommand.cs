using System.CommandLine;
using Sinter.Data;
using Sinter.Learning;
using Sinter.Training;

namespace Sinter.Cli;

/// <summary><c>sinter eval --model M --task T</c>: how good a model is on labelled pictures.</summary>
internal sealed class EvalCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Option<string> _model = new("--model") { HelpName = "MODEL", Description = "The folder of the model.", Required = true };
    private readonly Option<string[]> _tasks = new("--task") { HelpName = "TASK", Description = "A task's name or path, or a group of tasks (core8, unseen); may be repeated.", Required = true };

    private readonly Option<string?> _heads = new("--heads")
    {
        HelpName = "DIR",
        Description = "Folder of the experts' folders, one a task: the model is scored under the head of the task's expert. Without it, under its own classifier.",
    };

    private readonly Option<string?> _base = new("--base")
    {
        HelpName = "MODEL",
        Description = "Fit each task's head on this base's features of its training pictures instead, so that tasks without an expert can be scored.",
    };

    private readonly Option<HeadKind> _head = new("--head") { Description = "With --base: the head that is fitted.", DefaultValueFactory = static _ => HeadKind.Mean };
    private readonly Option<TaskSplit> _split = new("--split") { Description = "Which pictures.", DefaultValueFactory = static _ => TaskSplit.Test };
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();
    private readonly DataOptions _data;
    private readonly ShiftOptions _shift;

    public EvalCommand(Terminal terminal, Interruption interruption)
        : base("eval", "Score a model on labelled pictures: accuracy, likelihood, calibration.")
    {
        (_terminal, _interruption) = (terminal, interruption);
        _heads.Validators.Add(CommonOptions.RefuseEmpty);
        foreach (var option in (Option[])[_model, _tasks, _heads, _base, _head, _split]) Add(option);
        _shift = new ShiftOptions(this);
        _data = new DataOptions(this);
        foreach (var option in (Option[])[_threads, _json, _quiet]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        var (catalog, splitting, split) = (_data.Catalog(parsed), _data.Splitting(parsed), parsed.GetValue(_split));
        var tasks = parsed.GetValue(_tasks)!.SelectMany(TaskCatalog.Expand).Select(name => catalog.Open(name, splitting)).ToList();
        if (parsed.GetValue(_heads) is not null && parsed.GetValue(_base) is not null) throw new UsageException("--heads and --base both say where heads come from; choose one.");
        using var model = ImageModel.Open(parsed.GetValue(_model)!);
        using var origin = parsed.GetValue(_base) is { } path ? ImageModel.Open(path) : null;
        using var workspace = new Workspace(parsed.GetValue(_threads) ?? 0);
        var scores = Meter.Run(_terminal, parsed.GetValue(_quiet), meter => tasks.Select(task =>
        {
            using var head = Head(parsed, origin, task, workspace, meter?.Of($"{task.Name} head"), cancellation);
            using var headed = head is null ? null : model.WithHeadOf(head);
            return new TaskScore(task.Name, TaskScorer.Score(headed ?? model, _shift.Apply(parsed, task.Open(split)), workspace, meter?.Of(task.Name), cancellation));
        }).ToList());
        DataOptions.ListSkipped(_terminal, tasks);
        if (parsed.GetValue(_json)) Json.Write(_terminal, writer => EvalReport.WriteJson(writer, parsed.GetValue(_model)!, split, _shift.Describe(parsed), scores));
        else EvalReport.WriteText(_terminal, scores);
        return ExitCode.Done;
    }

    private ImageModel? Head(ParseResult parsed, ImageModel? origin, ImageTask task, Workspace workspace, IProgress<double>? progress, CancellationToken cancellation)
    {
        if (origin is not null) return TaskHead.Fit(origin, task.Train, parsed.GetValue(_head), workspace, progress, cancellation);
        return parsed.GetValue(_heads) is { } heads ? ImageModel.Open(ExpertFolder.Of(heads, task.Name)) : null;
    }
}
