using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Drops magnitudes below one bound and above another.</summary>
/// <param name="least">The smallest magnitude kept, one a model.</param>
/// <param name="most">The largest magnitude kept, one a model; infinity keeps all.</param>
internal readonly unsafe struct BandSelection(float* least, float* most) : ISelection
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TLanes, TFormat>(ref TLanes first, ref TLanes second, nint model, int i, int pair)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
        first = Of(first, model, i);
        second = Of(second, model, i);
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
