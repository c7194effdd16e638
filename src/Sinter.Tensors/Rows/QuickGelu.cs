using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>x σ(1.702 x), the approximate GELU of CLIP.</summary>
internal readonly struct QuickGelu : IActivation
{
    private const float Slope = 1.702f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<V>(V x)
        where V : struct, IFloatLanes<V> => x / (V.All(1f) + LaneMath.Exp(x * V.All(-Slope)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<V>(V x)
        where V : struct, IFloatLanes<V>
    {
        var sigmoid = LaneMath.Sigmoid(x * V.All(Slope));
        return V.Fma(x * V.All(Slope) * sigmoid, V.All(1f) - sigmoid, sigmoid);
    }
}
