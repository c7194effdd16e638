using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Keeps what the <see cref="KeptBits"/> say.</summary>
/// <param name="words">The bits of each model.</param>
/// <param name="laneBits"><see cref="KeptBits.Lanes"/>.</param>
internal readonly unsafe struct BitSelection(uint** words, float* laneBits) : ISelection
{
    public static bool KeepsNonFinite => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TLanes, TFormat>(ref TLanes first, ref TLanes second, nint model, int i, int pair)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
        var bits = KeptBits.Pair<TLanes, TFormat>(words[model], laneBits, i, pair, out var lanes);
        first = TLanes.KeepBits(bits, lanes, first);
        second = TLanes.KeepBits(bits, lanes + TLanes.Count, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Weigh<TLanes, TFormat>(ref TLanes first, ref TLanes second, TLanes factor, nint model, int i, int pair)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
        var bits = KeptBits.Pair<TLanes, TFormat>(words[model], laneBits, i, pair, out var lanes);
        first = TLanes.MultiplyBits(bits, lanes, first, factor);
        second = TLanes.MultiplyBits(bits, lanes + TLanes.Count, second, factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddProducts<TLanes, TFormat>(TLanes first, TLanes second, TLanes factor, nint model, int i, int pair, ref TLanes firstSum, ref TLanes secondSum)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
        var bits = KeptBits.Pair<TLanes, TFormat>(words[model], laneBits, i, pair, out var lanes);
        firstSum = TLanes.AddProductBits(bits, lanes, first, factor, firstSum);
        secondSum = TLanes.AddProductBits(bits, lanes + TLanes.Count, second, factor, secondSum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Of<TLanes>(TLanes values, nint model, int i)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.KeepBits(TLanes.Create(((float*)words[model])[(uint)i / KeptBits.Word]), laneBits + ((uint)i % KeptBits.Word), values);

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
