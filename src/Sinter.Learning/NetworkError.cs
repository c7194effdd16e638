namespace Sinter.Learning;

/// <summary>What is wrong with a network, its weights or what it was fed.</summary>
public enum NetworkError
{
    /// <summary>The configuration names an architecture that Sinter does not have.</summary>
    UnknownArchitecture,

    /// <summary>The configuration lacks a value, or holds one that cannot be.</summary>
    InvalidConfiguration,

    /// <summary>The checkpoint lacks a tensor that the network needs.</summary>
    MissingTensor,

    /// <summary>The checkpoint holds a tensor that the network has no place for.</summary>
    ExtraTensor,

    /// <summary>A tensor or an input has another shape than expected.</summary>
    ShapeMismatch,

    /// <summary>A label or a token lies outside its range.</summary>
    OutOfRange,

    /// <summary>An activation, a loss or a gradient is NaN or infinite.</summary>
    NotFinite,

    /// <summary>A saved training state is broken or belongs to something else.</summary>
    InvalidState,
}
