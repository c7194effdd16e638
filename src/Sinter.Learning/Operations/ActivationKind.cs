namespace Sinter.Learning;

/// <summary>The nonlinearity of a layer.</summary>
internal enum ActivationKind
{
    /// <summary>x Φ(x) with the exact normal distribution function.</summary>
    Gelu,

    /// <summary>x σ(1.702 x).</summary>
    QuickGelu,

    /// <summary>x σ(x).</summary>
    Silu,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>tanh x.</summary>
    Tanh,
}
