using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Drops magnitudes below one bound and above another.</summary>
/// <param name="least">The smallest magnitude kept, one a model.</param>
/// <param name="most">The largest magnitude kept, one a model; infinity keeps all.</param>
internal readonly unsafe struct BandSelection(float* least, float* most) : ISelection
{
    public static bool KeepsNonFinite => false;

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
        Apply<TLanes, TFormat>(ref first, ref second, model, i, pair);
        first *= factor;
        second *= factor;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProducts<TLanes, TFormat>(TLanes first, TLanes second, TLanes factor, nint model, int i, int pair, ref TLanes firstSum, ref TLanes secondSum)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
        var (smallest, largest) = (TLanes.LoadSame(least + model), TLanes.LoadSame(most + model));
        var (magnitude0, magnitude1) = (TLanes.Abs(first), TLanes.Abs(second));
        firstSum = TLanes.AddProductUnlessGreater(magnitude0, largest, TLanes.SelectGreater(smallest, magnitude0, default, first), factor, firstSum);
        secondSum = TLanes.AddProductUnlessGreater(magnitude1, largest, TLanes.SelectGreater(smallest, magnitude1, default, second), factor, secondSum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Of<TLanes>(TLanes values, nint model, int i)
        where TLanes : struct, ILanes<TLanes>
    {
        var magnitude = TLanes.Abs(values);
        var kept = TLanes.SelectGreater(TLanes.Create(least[model]), magnitude, default, values);
        return TLanes.SelectGreater(magnitude, TLanes.Create(most[model]), default, kept);
    }

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
