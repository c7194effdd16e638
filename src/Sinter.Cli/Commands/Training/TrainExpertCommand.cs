using System.CommandLine;
using Sinter.Data;
using Sinter.Training;

namespace Sinter.Cli;

/// <summary><c>sinter train expert --base MODEL --task TASK --out DIR</c>.</summary>
internal sealed class TrainExpertCommand : Command
{
    private static readonly ExpertSettings Default = new();
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Option<string> _base = new("--base") { HelpName = "MODEL", Description = "The folder of the base.", Required = true };
    private readonly Option<string> _task = new("--task") { HelpName = "TASK", Description = "What the expert is for: a task's name or a path.", Required = true };
    private readonly Option<string?> _out = CommonOptions.Out("The folder to make.");
    private readonly Option<HeadKind> _head = new("--head") { Description = "The head on the base's features: class means, or logistic regression.", DefaultValueFactory = static _ => Default.Head };
    private readonly Option<TunedPart> _tune = new("--tune") { Description = "What is fine-tuned under the frozen head.", DefaultValueFactory = static _ => Default.Tuned };
    private readonly RecipeOptions _recipe;
    private readonly RunControls _controls;
    private readonly DataOptions _tasks;
    private readonly ModelOutput _output;

    public TrainExpertCommand(Terminal terminal, Interruption interruption)
        : base("expert", "Fit a task's head on a base's features, then fine-tune the encoder under it.")
    {
        (_terminal, _interruption) = (terminal, interruption);
        foreach (var option in (Option[])[_base, _task, _out, _head, _tune]) Add(option);
        _recipe = new RecipeOptions(this, TrainingRecipe.Expert, fromNothing: false);
        _tasks = new DataOptions(this);
        _controls = new RunControls(this);
        _output = new ModelOutput(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        var folder = _output.Require(parsed, _out);
        var task = _tasks.Catalog(parsed).Open(parsed.GetValue(_task)!, _tasks.Splitting(parsed));
        var settings = new ExpertSettings
        {
            Recipe = _recipe.Recipe(parsed),
            Head = parsed.GetValue(_head),
            Tuned = parsed.GetValue(_tune),
            Augmentation = Augmentation.Light with { Flip = Mirroring.Allowed(task.Name) },
        };
        using var origin = ImageModel.Open(parsed.GetValue(_base)!);
        var (expert, card) = Meter.Run(_terminal, _output.Quiet(parsed), meter =>
        {
            var (trained, report) = ExpertTraining.Run(origin, task.Train, task.Validation, settings, _controls.Options(parsed, folder, meter), cancellation);
            return (trained, RunCard.OfExpert(origin, task, settings, report));
        });
        DataOptions.ListSkipped(_terminal, task);
        using (expert) _output.Write(_terminal, parsed, expert, folder, card);
        return ExitCode.Done;
    }
}
