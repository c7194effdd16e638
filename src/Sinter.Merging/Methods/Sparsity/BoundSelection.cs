using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Drops magnitudes below a bound.</summary>
/// <param name="bounds">One a model; 0 keeps all.</param>
internal readonly unsafe struct BoundSelection(float* bounds) : ISelection
{
    public static bool KeepsNonFinite => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TLanes, TFormat>(ref TLanes first, ref TLanes second, nint model, int i, int pair)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
        first = Of(first, model, i);
        second = Of(second, model, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Weigh<TLanes, TFormat>(ref TLanes first, ref TLanes second, TLanes factor, nint model, int i, int pair)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
        var bound = TLanes.LoadSame(bounds + model);
        first = TLanes.MultiplyUnlessGreater(bound, TLanes.Abs(first), first, factor);
        second = TLanes.MultiplyUnlessGreater(bound, TLanes.Abs(second), second, factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProducts<TLanes, TFormat>(TLanes first, TLanes second, TLanes factor, nint model, int i, int pair, ref TLanes firstSum, ref TLanes secondSum)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
        var bound = TLanes.LoadSame(bounds + model);
        firstSum = TLanes.AddProductUnlessGreater(bound, TLanes.Abs(first), first, factor, firstSum);
        secondSum = TLanes.AddProductUnlessGreater(bound, TLanes.Abs(second), second, factor, secondSum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Of<TLanes>(TLanes values, nint model, int i)
        where TLanes : struct, ILanes<TLanes> => TLanes.SelectGreater(TLanes.Create(bounds[model]), TLanes.Abs(values), default, values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Finish<TLanes, TFormat>(ref TLanes first, ref TLanes second, int i, int pair)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Finish<TLanes>(TLanes merged, int i)
        where TLanes : struct, ILanes<TLanes> => merged;
}
