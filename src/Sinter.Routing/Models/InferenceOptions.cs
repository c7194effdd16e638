namespace Sinter.Routing;

/// <summary>Choices of inference.</summary>
public sealed record InferenceOptions
{
    internal const int BatchSize = 32;

    /// <summary>How the model is run.</summary>
    public InferenceMode Mode { get; init; }

    /// <summary>For <see cref="InferenceMode.VaryingLayers"/>: a layer is fixed when no expert's weight has a larger standard deviation than this.</summary>
    public double FixedBelow { get; init; } = 0.05;

    /// <summary>Whether uncertainty and belief are wanted: they take a whole pass through the base. Without them the task of every image must be known, and a router that looks after few blocks is cheap.</summary>
    public bool Opinion { get; init; } = true;

    /// <summary>How images of unknown task are classified.</summary>
    public UnknownTask UnknownTask { get; init; }
}
