using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>x σ(x), also called swish.</summary>
internal readonly struct Silu : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<V>(V x)
        where V : struct, IFloatLanes<V> => x / (V.All(1f) + LaneMath.Exp(V.Zero - x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<V>(V x)
        where V : struct, IFloatLanes<V>
    {
        var sigmoid = LaneMath.Sigmoid(x);
        return V.Fma(x * sigmoid, V.All(1f) - sigmoid, sigmoid);
    }
}
