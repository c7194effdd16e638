using System.CommandLine;
using System.Globalization;
using Sinter.Data;
using Sinter.Training;

namespace Sinter.Cli;

/// <summary><c>sinter train base --data TASK --out DIR</c>: pre-training.</summary>
internal sealed class TrainBaseCommand : Command
{
    private static readonly VitShape Default = new();
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Option<string[]> _data = new("--data")
    {
        HelpName = "TASK[=N]",
        Description = "A task to learn from, with N pictures an epoch (all, if not given). Several: their classes are put side by side; the first is the one that is validated.",
        Required = true,
    };

    private readonly Option<string?> _out = CommonOptions.Out("The folder to make.");
    private readonly Option<int?> _side = CommonOptions.Number("--image-size", [], "N", $"Side of its pictures [default: {Default.ImageSize}].", 4, 1024);
    private readonly Option<int?> _patch = CommonOptions.Number("--patch", [], "N", $"Side of a patch [default: {Default.PatchSize}].", 1, 256);
    private readonly Option<int?> _width = CommonOptions.Number("--width", [], "N", $"Width of a token [default: {Default.Width}].", 8, 4096);
    private readonly Option<int?> _depth = CommonOptions.Number("--depth", [], "N", $"Blocks [default: {Default.Depth}].", 1, 64);
    private readonly Option<int?> _heads = CommonOptions.Number("--heads", [], "N", $"Attention heads [default: {Default.Heads}].", 1, 64);
    private readonly Option<string?> _init = new("--init") { HelpName = "MODEL", Description = "Go on from this model's weights instead of fresh ones; its size counts, not the options'. Classes of the same name and place keep their head." };
    private readonly Option<AttentionStart?> _attention = new("--attention") { Description = "How fresh attention begins: at random, or looking at neighbours [default: Local where the heads have 4 columns for every patch of a side]." };
    private readonly Option<Variation> _vary = new("--vary") { Description = "How much pictures are varied.", DefaultValueFactory = static _ => Variation.Strong };
    private readonly RecipeOptions _recipe;
    private readonly RunControls _controls;
    private readonly DataOptions _tasks;
    private readonly ModelOutput _output;

    public TrainBaseCommand(Terminal terminal, Interruption interruption)
        : base("base", "Pre-train a vision transformer on labelled pictures.")
    {
        (_terminal, _interruption) = (terminal, interruption);
        Add(_data);
        Add(_out);
        foreach (var option in (Option[])[_side, _patch, _width, _depth, _heads, _attention, _init, _vary]) Add(option);
        _recipe = new RecipeOptions(this, TrainingRecipe.Base, fromNothing: true);
        _tasks = new DataOptions(this);
        _controls = new RunControls(this);
        _output = new ModelOutput(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        var folder = _output.Require(parsed, _out);
        var (catalog, splitting) = (_tasks.Catalog(parsed), _tasks.Splitting(parsed));
        var tasks = parsed.GetValue(_data)!.Select(text => Parse(text, catalog, splitting)).ToList();
        var recipe = _recipe.Recipe(parsed);
        var shape = new VitShape(
            parsed.GetValue(_side) ?? Default.ImageSize,
            parsed.GetValue(_patch) ?? Default.PatchSize,
            parsed.GetValue(_width) ?? Default.Width,
            parsed.GetValue(_depth) ?? Default.Depth,
            parsed.GetValue(_heads) ?? Default.Heads);
        using var init = parsed.GetValue(_init) is { } origin ? ImageModel.Open(origin) : null;
        var start = init is null ? BaseStart.New(shape, parsed.GetValue(_attention) ?? (shape.FitsLocalAttention() ? AttentionStart.Local : AttentionStart.Random)) : BaseStart.From(init);
        var variation = parsed.GetValue(_vary) switch { Variation.Light => Augmentation.Light, Variation.None => Augmentation.None, _ => Augmentation.Strong };
        var sources = tasks.Select(one => new TrainingSource(one.Task.Train, variation with { Flip = Mirroring.Allowed(one.Task.Name) }, one.PerEpoch)).ToList();
        var (model, card) = Meter.Run(_terminal, _output.Quiet(parsed), meter =>
        {
            var (trained, curve) = BaseTraining.Run(start, sources, tasks[0].Task.Validation, recipe, _controls.Options(parsed, folder, meter), cancellation);
            return (trained, RunCard.OfBase(trained, start, recipe, sources, tasks[0].Task.Validation, curve));
        }, PlainMeter.LongInterval);
        DataOptions.ListSkipped(_terminal, tasks.Select(static one => one.Task));
        using (model) _output.Write(_terminal, parsed, model, folder, card);
        return ExitCode.Done;
    }

    private static (ImageTask Task, int PerEpoch) Parse(string text, TaskCatalog catalog, TaskOptions splitting)
    {
        var at = text.LastIndexOf('=');
        if (at < 0) return (catalog.Open(text, splitting), 0);
        if (!int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
            throw new UsageException($"--data is '{text}'; expected a whole number of pictures an epoch after '='.");
        return (catalog.Open(text[..at], splitting with { ProceduralPictures = count }), count);
    }
}
