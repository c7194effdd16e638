using System.CommandLine;
using System.Globalization;
using Sinter.Training;

namespace Sinter.Cli;

/// <summary>How a classifier is trained.</summary>
internal sealed class RecipeOptions
{
    private readonly TrainingRecipe _defaults;
    private readonly List<(Option<double?> Option, Func<TrainingRecipe, double, TrainingRecipe> Set)> _reals = [];
    private readonly Option<double?> _epochs;
    private readonly Option<int?> _batch;
    private readonly Option<OptimizerKind> _optimizer;
    private readonly Option<long?> _seed = CommonOptions.Number("--seed", [], "N", "Seed of everything random [default: 0].", 0, long.MaxValue);

    public RecipeOptions(Command command, TrainingRecipe defaults, bool fromNothing)
    {
        _defaults = defaults;
        _epochs = Add("--epochs", "N", "Times every picture is shown; a shorter run has shorter phases", defaults.Epochs, static (recipe, value) => recipe with { Epochs = value });
        _batch = CommonOptions.Number("--batch", [], "N", $"Pictures a step [default: {defaults.BatchSize}].", 2, 65536);
        command.Add(_batch);
        _optimizer = new Option<OptimizerKind>("--optimizer") { Description = "What steps the weights.", DefaultValueFactory = _ => defaults.Optimizer };
        command.Add(_optimizer);
        Add("--lr", "RATE", "Highest learning rate", defaults.LearningRate, static (recipe, value) => recipe with { LearningRate = value });
        Add("--weight-decay", "X", "Decoupled weight decay", defaults.WeightDecay, static (recipe, value) => recipe with { WeightDecay = value });
        Add("--warmup", "EPOCHS", "Epochs in which the rate rises", defaults.WarmupEpochs, static (recipe, value) => recipe with { WarmupEpochs = value });
        Add("--cooldown", "EPOCHS", "Epochs at the end in which it falls; 0: along a cosine all the time", defaults.CooldownEpochs, static (recipe, value) => recipe with { CooldownEpochs = value });
        Add("--mix", "SHARE", "Share of the batches whose pictures are mixed (mixup, CutMix)", defaults.MixProbability, static (recipe, value) => recipe with { MixProbability = value });
        Add("--smoothing", "X", "Label smoothing", defaults.Smoothing, static (recipe, value) => recipe with { Smoothing = value });
        if (fromNothing)
        {
            Add("--tokens", "SHARE", "Share of the patches a training step sees", defaults.TokenShare, static (recipe, value) => recipe with { TokenShare = value });
            Add("--full", "EPOCHS", "Epochs at the end that see all patches", defaults.FullEpochs, static (recipe, value) => recipe with { FullEpochs = value });
        }

        command.Add(_seed);

        Option<double?> Add(string name, string helpName, string description, double value, Func<TrainingRecipe, double, TrainingRecipe> set)
        {
            var option = CommonOptions.Real(name, helpName, $"{description} [default: {value.ToString(CultureInfo.InvariantCulture)}].");
            command.Add(option);
            _reals.Add((option, set));
            return option;
        }
    }

    public TrainingRecipe Recipe(ParseResult parsed)
    {
        var recipe = _defaults with { BatchSize = parsed.GetValue(_batch) ?? _defaults.BatchSize, Seed = parsed.GetValue(_seed) ?? 0, Optimizer = parsed.GetValue(_optimizer) };
        // The phases of a run that is shorter than the default one shrink with it, unless they are given.
        if (parsed.GetValue(_epochs) is { } epochs && epochs > 0 && epochs < _defaults.Epochs)
        {
            var share = epochs / _defaults.Epochs;
            recipe = recipe with { WarmupEpochs = share * recipe.WarmupEpochs, CooldownEpochs = share * recipe.CooldownEpochs, FullEpochs = share * recipe.FullEpochs };
        }

        foreach (var (option, set) in _reals)
            if (parsed.GetValue(option) is { } value) recipe = set(recipe, value);
        return recipe;
    }
}
