using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Keeps what the <see cref="KeptBits"/> say, times a factor.</summary>
/// <param name="words">The bits of each model; null keeps all as it is.</param>
/// <param name="factors">One factor a model.</param>
/// <param name="laneBits"><see cref="KeptBits.LaneBits"/>.</param>
internal readonly unsafe struct BitSelection(uint** words, float* factors, uint* laneBits) : ISelection
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Of<TLanes>(TLanes values, int model, int i)
        where TLanes : struct, ILanes<TLanes>
    {
        var bits = (float*)words[model];
        if (bits is null) return values;
        var lanes = TLanes.Load((float*)laneBits + ((uint)i % KeptBits.Word));
        return TLanes.SelectSameBits(TLanes.Create(bits[(uint)i / KeptBits.Word]) & lanes, lanes, values * TLanes.Create(factors[model]), default);
    }
}
