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

    private readonly Option<TaskSplit> _split = new("--split") { Description = "Which pictures.", DefaultValueFactory = static _ => TaskSplit.Test };
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();
    private readonly DataOptions _data;

    public EvalCommand(Terminal terminal, Interruption interruption)
        : base("eval", "Score a model on labelled pictures: accuracy, likelihood, calibration.")
    {
        (_terminal, _interruption) = (terminal, interruption);
        _heads.Validators.Add(CommonOptions.RefuseEmpty);
        foreach (var option in (Option[])[_model, _tasks, _heads, _split]) Add(option);
        _data = new DataOptions(this);
        foreach (var option in (Option[])[_threads, _json, _quiet]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        var (catalog, splitting, split) = (_data.Catalog(parsed), _data.Splitting(parsed), parsed.GetValue(_split));
        var tasks = parsed.GetValue(_tasks)!.SelectMany(TaskCatalog.Expand).Select(name => catalog.Open(name, splitting)).ToList();
        using var model = ImageModel.Open(parsed.GetValue(_model)!);
        using var workspace = new Workspace(parsed.GetValue(_threads) ?? 0);
        var scores = Meter.Run(_terminal, parsed.GetValue(_quiet), meter => tasks.Select(task =>
        {
            using var headed = parsed.GetValue(_heads) is { } heads ? model.WithHeadOf(ExpertFolder.Of(heads, task.Name)) : null;
            return new TaskScore(task.Name, TaskScorer.Score(headed ?? model, task, split, workspace, meter?.Of(task.Name), cancellation));
        }).ToList());
        DataOptions.ListSkipped(_terminal, tasks);
        if (parsed.GetValue(_json)) Json.Write(_terminal, writer => EvalReport.WriteJson(writer, parsed.GetValue(_model)!, split, scores));
        else EvalReport.WriteText(_terminal, scores);
        return ExitCode.Done;
    }
}
