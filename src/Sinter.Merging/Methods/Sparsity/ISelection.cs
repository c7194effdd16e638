using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Which elements of task vectors a kernel keeps.</summary>
internal interface ISelection
{
    /// <summary>Whether <see cref="Apply"/> never drops what is not finite, so that a sum over the models tells.</summary>
    static abstract bool KeepsNonFinite { get; }

    /// <summary>
    /// A pair of vectors of model <paramref name="model"/>'s task vector, in the order of a format's pairs; what is dropped is set to zero. It is pair 0 or 1 of those from element
    /// <paramref name="i"/> on, a multiple of four vectors.
    /// </summary>
    void Apply<TLanes, TFormat>(ref TLanes first, ref TLanes second, nint model, int i, int pair)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat;

    /// <summary><see cref="Apply"/>, and the products of what is left with a factor.</summary>
    void Weigh<TLanes, TFormat>(ref TLanes first, ref TLanes second, TLanes factor, nint model, int i, int pair)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat;

    /// <summary>Adds what <see cref="Apply"/> leaves, times a factor, to two sums, which are not −0.</summary>
    void AddProducts<TLanes, TFormat>(TLanes first, TLanes second, TLanes factor, nint model, int i, int pair, ref TLanes firstSum, ref TLanes secondSum)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat;

    /// <summary>Sets to zero what is left of the models where all are dropped alike and <see cref="Apply"/> has kept them.</summary>
    void Finish<TLanes, TFormat>(ref TLanes first, ref TLanes second, int i, int pair)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat;

    /// <summary><see cref="Apply"/> for one vector.</summary>
    TLanes Of<TLanes>(TLanes values, nint model, int i)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary><see cref="Finish{TLanes, TFormat}"/> for one vector.</summary>
    TLanes Finish<TLanes>(TLanes merged, int i)
        where TLanes : struct, ILanes<TLanes>;
}
