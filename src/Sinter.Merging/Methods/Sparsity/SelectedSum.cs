using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// B + Σ c_k x_k, x_k being what is kept of W_k − B, from stored elements to stored elements in one pass: with the arithmetic of a selection, followed by
/// <see cref="LinearCombination"/>, followed by rounding.
/// </summary>
internal static unsafe class SelectedSum
{
    /// <summary>Combines a block.</summary>
    /// <returns>Whether all inputs and results are finite; if not, the result is of no use.</returns>
    public static bool Combine<TSelection>(in StoredBlock block, TSelection selection, ReadOnlySpan<float> coefficients, byte* result)
        where TSelection : struct, ISelection
    {
        fixed (nint* models = block.Models)
        fixed (float* coefficient = coefficients)
        {
            var job = new Job(block.Origin, (byte**)models, coefficient, coefficients.Length, block.Length, ElementConversion.LargestFinite(block.Type), result);
            return block.Type switch
            {
                ElementType.BF16 => Run<BFloat16Format, TSelection>(job, selection, block.IsFinite),
                ElementType.F16 => Run<Float16Format, TSelection>(job, selection, block.IsFinite),
                _ => Run<Float32Format, TSelection>(job, selection, block.IsFinite),
            };
        }
    }

    private static bool Run<TFormat, TSelection>(in Job job, TSelection selection, bool isFinite)
        where TFormat : struct, IStoredFormat
        where TSelection : struct, ISelection => isFinite ? Run<TFormat, No, TSelection>(job, selection) : Run<TFormat, Yes, TSelection>(job, selection);

    private static bool Run<TFormat, TChecks, TSelection>(in Job job, TSelection selection)
        where TFormat : struct, IStoredFormat
        where TChecks : struct, IAnswer
        where TSelection : struct, ISelection
    {
        var finite = true;
        var done = Simd.Has512 ? Run<Lanes512, TFormat, TChecks, TSelection>(job, selection, 0, ref finite)
            : Simd.Has256 ? Run<Lanes256, TFormat, TChecks, TSelection>(job, selection, 0, ref finite)
            : Run<Lanes128, TFormat, TChecks, TSelection>(job, selection, 0, ref finite);
        Run<Lanes1, TFormat, TChecks, TSelection>(job, selection, done, ref finite);
        return finite;
    }

    // Four vectors at a time, so that the loop over the models costs little.
    [MethodImpl(Simd.Kernel)]
    private static int Run<TLanes, TFormat, TChecks, TSelection>(in Job job, TSelection selection, int start, ref bool finite)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TChecks : struct, IAnswer
        where TSelection : struct, ISelection
    {
        TLanes zero = default, poison0 = default, poison1 = default, largest = default;
        var models = job.Models;
        var coefficients = job.Coefficients;
        nint number = job.Number;
        var all = TLanes.BitsOfSame(zero, zero);
        var i = start;
        var pair = 2 * TLanes.Count * TFormat.Size;
        for (; i <= job.Count - (4 * TLanes.Count); i += 4 * TLanes.Count)
        {
            var place = (nint)i * TFormat.Size;
            var b0 = TFormat.LoadPair<TLanes>(job.Origin + place, out var b1);
            var b2 = TFormat.LoadPair<TLanes>(job.Origin + place + pair, out var b3);
            TLanes s0 = default, s1 = default, s2 = default, s3 = default;
            for (nint k = 0; k < number; k++)
            {
                var model = models[k] + place;
                var c = TLanes.Create(coefficients[k]);
                Add<TLanes, TFormat, TChecks, TSelection>(model, b0, b1, c, selection, k, i, 0, ref s0, ref s1, ref poison0, ref poison1);
                Add<TLanes, TFormat, TChecks, TSelection>(model + pair, b2, b3, c, selection, k, i, 1, ref s2, ref s3, ref poison0, ref poison1);
            }

            selection.Finish<TLanes, TFormat>(ref s0, ref s1, i, 0);
            selection.Finish<TLanes, TFormat>(ref s2, ref s3, i, 1);
            s0 += b0;
            s1 += b1;
            s2 += b2;
            s3 += b3;
            largest = TLanes.MaxIntegers(TLanes.MaxIntegers(largest, TLanes.Abs(s0)), TLanes.Abs(s1));
            largest = TLanes.MaxIntegers(TLanes.MaxIntegers(largest, TLanes.Abs(s2)), TLanes.Abs(s3));
            TFormat.StoreFinitePair(s0, s1, job.Result + place);
            TFormat.StoreFinitePair(s2, s3, job.Result + place + pair);
        }

        for (; i <= job.Count - TLanes.Count; i += TLanes.Count)
        {
            var place = (long)i * TFormat.Size;
            var b = TFormat.Load<TLanes>(job.Origin + place);
            TLanes sum = default;
            for (nint k = 0; k < number; k++)
            {
                var d = TFormat.Load<TLanes>(models[k] + place) - b;
                if (TChecks.IsYes) poison0 = TLanes.FusedMultiplyAdd(d, zero, poison0);
                d = selection.Of(d, k, i);
                sum = TLanes.FusedMultiplyAdd(d, TLanes.Create(coefficients[k]), sum);
            }

            sum = selection.Finish(sum, i) + b;
            largest = TLanes.MaxIntegers(largest, TLanes.Abs(sum));
            TFormat.StoreFinite(sum, job.Result + place);
        }

        finite &= (TLanes.BitsOfAtLeast(TLanes.Create(job.Limit), largest) & TLanes.BitsOfAtLeast(zero, poison0 + poison1)) == all;
        return i;
    }

    // What is kept of a model's pair of vectors, times c.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLanes, TFormat, TChecks, TSelection>(
        byte* model, TLanes b0, TLanes b1, TLanes c, TSelection selection, nint k, int i, int pair, ref TLanes s0, ref TLanes s1, ref TLanes poison0, ref TLanes poison1)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TChecks : struct, IAnswer
        where TSelection : struct, ISelection
    {
        var d0 = TFormat.LoadPair<TLanes>(model, out var d1) - b0;
        d1 -= b1;
        if (TChecks.IsYes)
        {
            // 0 · x is 0 unless x is not finite.
            poison0 = TLanes.FusedMultiplyAdd(d0, default, poison0);
            poison1 = TLanes.FusedMultiplyAdd(d1, default, poison1);
        }

        selection.AddProducts<TLanes, TFormat>(d0, d1, c, k, i, pair, ref s0, ref s1);
    }

    private readonly struct Job(byte* origin, byte** models, float* coefficients, int number, int count, float limit, byte* result)
    {
        public readonly byte* Origin = origin;
        public readonly byte** Models = models;
        public readonly float* Coefficients = coefficients;
        public readonly int Number = number;
        public readonly int Count = count;
        public readonly float Limit = limit;
        public readonly byte* Result = result;
    }
}
