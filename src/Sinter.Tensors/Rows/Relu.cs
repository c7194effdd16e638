using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>max(x, 0); the derivative at 0 is 0.</summary>
internal readonly struct Relu : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Value<V>(V x)
        where V : struct, IFloatLanes<V> => V.Max(V.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Derivative<V>(V x)
        where V : struct, IFloatLanes<V> => V.WhereGreater(x, V.Zero, V.All(1f), V.Zero);
}
