using Sinter.Training;

namespace Sinter.Evaluation;

/// <summary>What the quickstart makes: a tiny base and experts on drawn tasks, within a few minutes on two cores.</summary>
public sealed record QuickstartSettings
{
    /// <summary>Seeds everything.</summary>
    public long Seed { get; init; }

    /// <summary>The network's size.</summary>
    public VitShape Shape { get; init; } = new(32, 8, 128, 4, 4);

    /// <summary>What the base learns: drawn tasks, and pictures an epoch.</summary>
    public IReadOnlyList<(string Task, int Pictures)> Sources { get; init; } = [("strokes", 16_000), ("surfaces", 8_000), ("orientation", 4_000), ("arrangement", 4_000)];

    /// <summary>How the base is trained.</summary>
    public TrainingRecipe Base { get; init; } = TrainingRecipe.Base with { Optimizer = OptimizerKind.Muon, Epochs = 3, BatchSize = 128, WarmupEpochs = 0.3, CooldownEpochs = 1.2, FullEpochs = 0.4, MixProbability = 0, LearningRate = 2e-3 };

    /// <summary>How experts are trained.</summary>
    public TrainingRecipe Expert { get; init; } = TrainingRecipe.Expert with { Epochs = 4, LearningRate = 1e-3 };

    /// <summary>Tasks with an expert.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = ["glyphs", "shapes", "trails", "textures"];

    /// <summary>Tasks that no expert saw.</summary>
    public IReadOnlyList<string> Unseen { get; init; } = ["symmetry", "holes"];

    /// <summary>Training pictures of each expert's task.</summary>
    public int TrainingPictures { get; init; } = 4_000;

    /// <summary>Test pictures scored of each task.</summary>
    public int TestPictures { get; init; } = 500;

    /// <summary>Severity of the corrupted pictures, 1 to 5: one of the protocol's corruptions for each picture, JPEG left out so that nothing needs to be installed.</summary>
    public int Severity { get; init; } = 2;

    /// <summary>Threads; 0: one a processor.</summary>
    public int Threads { get; init; }
}
