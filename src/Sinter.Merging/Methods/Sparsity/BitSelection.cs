using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Keeps what the <see cref="KeptBits"/> say, times a factor.</summary>
/// <param name="words">The bits of each model.</param>
/// <param name="factors">One factor a model.</param>
/// <param name="laneBits"><see cref="KeptBits.Lanes"/>.</param>
internal readonly unsafe struct BitSelection(uint** words, float* factors, float* laneBits) : ISelection
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TLanes, TFormat>(ref TLanes first, ref TLanes second, int model, int i)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
        var lanes = laneBits + (KeptBits.Word * KeptBits.Order(TLanes.Count, TFormat.Alternates)) + ((uint)i % KeptBits.Word);
        var (firstLanes, secondLanes) = (TLanes.Load(lanes), TLanes.Load(lanes + TLanes.Count));
        var bits = TLanes.Create(((float*)words[model])[(uint)i / KeptBits.Word]);
        var factor = TLanes.Create(factors[model]);
        first = TLanes.SelectSameBits(bits & firstLanes, default, default, first * factor);
        second = TLanes.SelectSameBits(bits & secondLanes, default, default, second * factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Of<TLanes>(TLanes values, int model, int i)
        where TLanes : struct, ILanes<TLanes>
    {
        var lanes = TLanes.Load(laneBits + ((uint)i % KeptBits.Word));
        return TLanes.SelectSameBits(TLanes.Create(((float*)words[model])[(uint)i / KeptBits.Word]) & lanes, lanes, values * TLanes.Create(factors[model]), default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Finish<TLanes, TFormat>(ref TLanes first, ref TLanes second, int i)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Finish<TLanes>(TLanes merged, int i)
        where TLanes : struct, ILanes<TLanes> => merged;
}
