namespace Sinter.Routing;

/// <summary>Choices of inference.</summary>
public sealed record InferenceOptions
{
    internal const int BatchSize = 32;

    /// <summary>How the model is run.</summary>
    public InferenceMode Mode { get; init; }

    /// <summary>For <see cref="InferenceMode.VaryingLayers"/>: a layer is fixed when no expert's weight has a larger standard deviation than this.</summary>
    public double FixedBelow { get; init; } = 0.05;

    /// <summary>How images of unknown task are classified.</summary>
    public UnknownTask UnknownTask { get; init; }
}
