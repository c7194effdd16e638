using Sinter.Data;

namespace Sinter.Training;

/// <summary>How an expert is made from a base.</summary>
public sealed record ExpertSettings
{
    /// <summary>How its encoder is fine-tuned.</summary>
    public TrainingRecipe Recipe { get; init; } = TrainingRecipe.Expert;

    /// <summary>How its head is found.</summary>
    public HeadKind Head { get; init; } = HeadKind.Mean;

    /// <summary>What is fine-tuned.</summary>
    public TunedPart Tuned { get; init; } = TunedPart.Attention;

    /// <summary>How its training pictures are varied.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.Light;
}
