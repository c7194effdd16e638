namespace Sinter.Tensors;

/// <summary>An activation function of one element. Implementations are structs, so that <see cref="Activation"/> is compiled once for each.</summary>
internal interface IActivation
{
    /// <summary>f(x).</summary>
    static abstract V Value<V>(V x)
        where V : struct, IFloatLanes<V>;

    /// <summary>f′(x).</summary>
    static abstract V Derivative<V>(V x)
        where V : struct, IFloatLanes<V>;
}
