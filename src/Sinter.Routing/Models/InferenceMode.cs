namespace Sinter.Routing;

/// <summary>How a routed model is run. In every mode an image's prediction does not depend on what else is in its batch.</summary>
public enum InferenceMode
{
    /// <summary>Every image has its own weights. Low-rank task vectors make it cheaper.</summary>
    Exact,

    /// <summary>Every image gets the weights of the group it is nearest to; a group's model is merged once and kept.</summary>
    Grouped,

    /// <summary>Layers whose mixture hardly varied on the adaptation images are merged once with their mean; only the others are routed. For layer-wise routers.</summary>
    VaryingLayers,
}
