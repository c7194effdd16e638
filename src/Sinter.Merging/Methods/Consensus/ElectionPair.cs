using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>A pair of vectors of a model's task vector, on the way into an election.</summary>
internal static unsafe class ElectionPair
{
    /// <summary>Loads the pair, subtracts the base's if asked to, and adds 0 · x, which is 0 unless x is not finite, to what tells so, unless a selection leaves that to sums over the models.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes, TFormat, TSubtract, TChecks, TSelection>(
        byte* input, TLanes upperHalves, TLanes origin0, TLanes origin1, out TLanes second, ref TLanes poison0, ref TLanes poison1)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TChecks : struct, IAnswer
        where TSelection : struct, ISelection
    {
        var first = TFormat.LoadPair(input, upperHalves, out second);
        if (TSubtract.IsYes)
        {
            first -= origin0;
            second -= origin1;
        }

        if (TChecks.IsYes && !TSelection.KeepsNonFinite)
        {
            poison0 = TLanes.FusedMultiplyAdd(first, default, poison0);
            poison1 = TLanes.FusedMultiplyAdd(second, default, poison1);
        }

        return first;
    }
}
