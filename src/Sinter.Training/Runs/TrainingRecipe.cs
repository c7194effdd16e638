namespace Sinter.Training;

/// <summary>How a classifier is trained: an optimizer (AdamW's betas are 0.9 and 0.95), a schedule, mixed pictures, dropped patches.</summary>
public sealed record TrainingRecipe
{
    /// <summary>Defaults for pre-training a base from nothing.</summary>
    public static TrainingRecipe Base { get; } = new()
    {
        Epochs = 24,
        BatchSize = 256,
        Optimizer = OptimizerKind.Muon,
        LearningRate = 2e-3,
        WeightDecay = 0.05,
        WarmupEpochs = 1,
        CooldownEpochs = 5,
        MixProbability = 0.4,
        Smoothing = 0.1,
        TokenShare = 0.5,
        FullEpochs = 3,
    };

    /// <summary>Defaults for fine-tuning an expert: short and gentle, so that experts of one base can be merged.</summary>
    public static TrainingRecipe Expert { get; } = new() { Epochs = 4, BatchSize = 64, LearningRate = 5e-4, WeightDecay = 0.05, WarmupEpochs = 0.4 };

    /// <summary>Times that every picture is shown.</summary>
    public required double Epochs { get; init; }

    /// <summary>Pictures a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The highest learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>What steps the weights.</summary>
    public OptimizerKind Optimizer { get; init; }

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Epochs in which the rate rises.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>Epochs at the end in which the rate falls from its peak; 0: it falls along a cosine all the time.</summary>
    public double CooldownEpochs { get; init; }

    /// <summary>Part of the batches whose pictures are mixed in pairs.</summary>
    public double MixProbability { get; init; }

    /// <summary>Label smoothing.</summary>
    public double Smoothing { get; init; }

    /// <summary>Part of the patches that a training step sees, above 0; 1: all.</summary>
    public double TokenShare { get; init; } = 1;

    /// <summary>Epochs at the end that see all patches.</summary>
    public double FullEpochs { get; init; }

    /// <summary>The largest norm of a gradient.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>Seeds the fresh weights, the order and the variations of the pictures.</summary>
    public long Seed { get; init; }

    internal void Check()
    {
        Require(Epochs > 0 && Epochs <= 10_000, "epochs", Epochs, "above 0");
        Require(BatchSize is >= 2 and <= 65536, "batch", BatchSize, "2 to 65536");
        Require(LearningRate > 0 && LearningRate <= 10, "lr", LearningRate, "above 0");
        Require(WeightDecay is >= 0 and <= 10, "weight decay", WeightDecay, "0 or above");
        Require(WarmupEpochs >= 0 && WarmupEpochs + CooldownEpochs <= Epochs, "warmup", WarmupEpochs, "at least 0, and together with the cool-down no longer than the run");
        Require(CooldownEpochs >= 0, "cooldown", CooldownEpochs, "0 or above");
        Require(MixProbability is >= 0 and <= 1, "mix", MixProbability, "0 to 1");
        Require(Smoothing is >= 0 and < 1, "smoothing", Smoothing, "0 to below 1");
        Require(TokenShare is > 0 and <= 1, "tokens", TokenShare, "above 0, up to 1");
        Require(FullEpochs >= 0 && (CooldownEpochs == 0 || FullEpochs <= CooldownEpochs), "full epochs", FullEpochs, "at least 0 and at most the cool-down");
        Require(ClipNorm > 0, "clip", ClipNorm, "above 0");
    }

    private static void Require(bool holds, string what, double value, string expected)
    {
        if (!holds) throw new TrainingException(TrainingError.InvalidSetting, FormattableString.Invariant($"the {what} of the training run is {value}; expected {expected}."));
    }
}
