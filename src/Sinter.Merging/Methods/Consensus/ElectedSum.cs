using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Sign election whose result is the sum of the products that have the sign of the sum of all: (S + A) / 2 where S = Σ w_i d_i is positive, (S − A) / 2 where it is negative, A = Σ |w_i d_i|. No
/// product waits for the election. The elected side has at least half of A, so that the result is off by no more than a few roundings to float32; where all agree, or one model is left, it is S.
/// Everything else is as in <see cref="ConsensusKernel"/>.
/// </summary>
internal static unsafe class ElectedSum
{
    /// <summary>Combines a block.</summary>
    /// <returns>Whether all inputs and results are finite, where <typeparamref name="TChecks"/> asks for it; if not, the result is of no use.</returns>
    /// <typeparam name="TFormat">How the base, the models and the result are stored.</typeparam>
    /// <typeparam name="TSubtract">Whether the models are weights, of which the base is to be subtracted, instead of task vectors.</typeparam>
    /// <typeparam name="TChecks">Whether inputs may be other than finite.</typeparam>
    /// <typeparam name="TSelection">What drops elements.</typeparam>
    public static bool Run<TFormat, TSubtract, TChecks, TSelection>(in ElectionJob job, TSelection selection)
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TChecks : struct, IAnswer
        where TSelection : struct, ISelection =>
        job.Election.ZeroSign > 0 ? Run<TFormat, TSubtract, TChecks, TSelection, Yes>(job, selection) : Run<TFormat, TSubtract, TChecks, TSelection, No>(job, selection);

    private static bool Run<TFormat, TSubtract, TChecks, TSelection, TZeroIsPositive>(in ElectionJob job, TSelection selection)
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TChecks : struct, IAnswer
        where TSelection : struct, ISelection
        where TZeroIsPositive : struct, IAnswer
    {
        var finite = true;
        var done = Simd.Has512 ? Run<Lanes512, TFormat, TSubtract, TChecks, TSelection, TZeroIsPositive>(job, selection, 0, ref finite)
            : Simd.Has256 ? Run<Lanes256, TFormat, TSubtract, TChecks, TSelection, TZeroIsPositive>(job, selection, 0, ref finite)
            : Run<Lanes128, TFormat, TSubtract, TChecks, TSelection, TZeroIsPositive>(job, selection, 0, ref finite);
        if (done < job.Count) Run<Lanes1, TFormat, TSubtract, TChecks, TSelection, TZeroIsPositive>(job, selection, done, ref finite);
        return finite;
    }

    // Four vectors at a time, so that the loop over the models costs little.
    [MethodImpl(Simd.Kernel)]
    private static int Run<TLanes, TFormat, TSubtract, TChecks, TSelection, TZeroIsPositive>(in ElectionJob job, TSelection selection, int start, ref bool finite)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TChecks : struct, IAnswer
        where TSelection : struct, ISelection
        where TZeroIsPositive : struct, IAnswer
    {
        TLanes zero = default, poison0 = default, poison1 = default, largest = default;
        // Of a sum of two, which is halved.
        var scale = TLanes.Create(job.Election.Scale * 0.5f);
        // A sum of zero lies on the side that it elects: the bound below which one is negative is 0 or the next number.
        var negativeBelow = TLanes.Create(job.Election.ZeroSign < 0 ? float.Epsilon : 0);
        var (upperHalves, magnitude) = (LaneConstants.UpperHalves<TLanes>(), LaneConstants.Magnitude<TLanes>());
        var inputs = job.Inputs;
        var multipliers = job.Multipliers;
        nint models = job.Models;
        var count = job.Count;
        var all = TLanes.BitsOfSame(zero, zero);
        var i = start;
        var pair = 2 * TLanes.Count * TFormat.Size;
        for (; i <= count - (4 * TLanes.Count); i += 4 * TLanes.Count)
        {
            var place = (nint)i * TFormat.Size;
            var b0 = TFormat.LoadPair(job.Base + place, upperHalves, out TLanes b1);
            var b2 = TFormat.LoadPair(job.Base + place + pair, upperHalves, out TLanes b3);
            TLanes s0 = default, s1 = default, s2 = default, s3 = default, a0 = default, a1 = default, a2 = default, a3 = default;
            for (nint model = 0; model < models; model++)
            {
                var input = inputs[model] + place;
                var multiplier = TLanes.LoadSame(multipliers + model);
                Vote<TLanes, TFormat, TSubtract, TChecks, TSelection>(input, upperHalves, magnitude, b0, b1, multiplier, selection, model, i, 0, ref s0, ref s1, ref a0, ref a1, ref poison0, ref poison1);
                Vote<TLanes, TFormat, TSubtract, TChecks, TSelection>(
                    input + pair, upperHalves, magnitude, b2, b3, multiplier, selection, model, i, 1, ref s2, ref s3, ref a2, ref a3, ref poison0, ref poison1);
            }

            if (TChecks.IsYes && TSelection.KeepsNonFinite)
            {
                poison0 = TLanes.FusedMultiplyAdd(s0, default, TLanes.FusedMultiplyAdd(s2, default, poison0));
                poison1 = TLanes.FusedMultiplyAdd(s1, default, TLanes.FusedMultiplyAdd(s3, default, poison1));
            }

            Finish<TLanes, TFormat, TSelection, TZeroIsPositive>(s0, s1, a0, a1, b0, b1, scale, negativeBelow, magnitude, selection, i, 0, job.Result + place, ref largest);
            Finish<TLanes, TFormat, TSelection, TZeroIsPositive>(s2, s3, a2, a3, b2, b3, scale, negativeBelow, magnitude, selection, i, 1, job.Result + place + pair, ref largest);
        }

        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            var place = (long)i * TFormat.Size;
            var origin = TFormat.Load<TLanes>(job.Base + place);
            TLanes sum = default, magnitudes = default;
            for (nint model = 0; model < models; model++)
            {
                var value = TFormat.Load<TLanes>(inputs[model] + place);
                if (TSubtract.IsYes) value -= origin;
                if (TChecks.IsYes && !TSelection.KeepsNonFinite) poison0 = TLanes.FusedMultiplyAdd(value, zero, poison0);
                var weighted = selection.Of(value, model, i) * TLanes.Create(multipliers[model]);
                sum += weighted;
                magnitudes += TLanes.Abs(weighted);
            }

            if (TChecks.IsYes && TSelection.KeepsNonFinite) poison0 = TLanes.FusedMultiplyAdd(sum, zero, poison0);
            var result = origin + (selection.Finish(Merged<TLanes, TZeroIsPositive>(sum, magnitudes, negativeBelow), i) * scale);
            largest = TLanes.MaxIntegers(largest, TLanes.Abs(result));
            TFormat.StoreFinite(result, job.Result + place);
        }

        finite &= (TLanes.BitsOfAtLeast(TLanes.Create(job.Limit), largest) & TLanes.BitsOfAtLeast(zero, poison0 + poison1)) == all;
        return i;
    }

    // A model's pair of vectors goes into the sums.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Vote<TLanes, TFormat, TSubtract, TChecks, TSelection>(
        byte* input, TLanes upperHalves, TLanes magnitude, TLanes b0, TLanes b1, TLanes multiplier, TSelection selection, nint model, int i, int pair,
        ref TLanes s0, ref TLanes s1, ref TLanes a0, ref TLanes a1, ref TLanes poison0, ref TLanes poison1)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TChecks : struct, IAnswer
        where TSelection : struct, ISelection
    {
        var value0 = ElectionPair.Load<TLanes, TFormat, TSubtract, TChecks, TSelection>(input, upperHalves, b0, b1, out var value1, ref poison0, ref poison1);
        selection.Weigh<TLanes, TFormat>(ref value0, ref value1, multiplier, model, i, pair);
        s0 += value0;
        s1 += value1;
        a0 += TLanes.Abs(value0, magnitude);
        a1 += TLanes.Abs(value1, magnitude);
    }

    // A pair of vectors' sums become merged weights.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TLanes, TFormat, TSelection, TZeroIsPositive>(
        TLanes s0, TLanes s1, TLanes a0, TLanes a1, TLanes b0, TLanes b1, TLanes scale, TLanes negativeBelow, TLanes magnitude, TSelection selection, int i, int pair, byte* target, ref TLanes largest)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSelection : struct, ISelection
        where TZeroIsPositive : struct, IAnswer
    {
        var merged0 = Merged<TLanes, TZeroIsPositive>(s0, a0, negativeBelow);
        var merged1 = Merged<TLanes, TZeroIsPositive>(s1, a1, negativeBelow);
        selection.Finish<TLanes, TFormat>(ref merged0, ref merged1, i, pair);
        var (result0, result1) = (b0 + (merged0 * scale), b1 + (merged1 * scale));
        largest = TLanes.MaxIntegers(TLanes.MaxIntegers(largest, TLanes.Abs(result0, magnitude)), TLanes.Abs(result1, magnitude));
        TFormat.StoreFinitePair(result0, result1, target);
    }

    // Twice the elected sum. S is never −0: it began as 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Merged<TLanes, TZeroIsPositive>(TLanes sum, TLanes magnitudes, TLanes negativeBelow)
        where TLanes : struct, ILanes<TLanes>
        where TZeroIsPositive : struct, IAnswer
    {
        if (TZeroIsPositive.IsYes) return sum + TLanes.CopySign(magnitudes, sum);
        var merged = sum + (magnitudes ^ TLanes.SelectGreater(negativeBelow, sum, TLanes.Create(-0f), default));
        return TLanes.SelectGreater(negativeBelow, sum, merged, TLanes.SelectGreater(sum, default, merged, default));
    }
}
