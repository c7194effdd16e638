using System.Buffers;
using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Sign election over a block, in one pass: elements below their model's bound are dropped; the elected sign is that of Σ w_i d_i; what has another sign, or none, is
/// dropped; the rest becomes one number, which is added to the base. Products and sums are rounded one by one, in the order of the models. Inputs are looked at once;
/// their products wait for the election in the first-level cache, but for the usual sum, which <see cref="ElectedSum"/> makes without.
/// From float32, or straight from stored elements to stored elements with the same arithmetic and one rounding more.
/// </summary>
internal static unsafe class ConsensusKernel
{
    // Models whose products are on the stack.
    private const int FewModels = 64;

    // Products of a model that wait: four vectors.
    private const int ModelProducts = 64;

    /// <summary>Combines a block.</summary>
    /// <param name="block">The base and the task vectors.</param>
    /// <param name="bounds">Smallest magnitude that is kept, one a model; 0 keeps all.</param>
    /// <param name="weights">One weight a model: its share in a mean.</param>
    /// <param name="multipliers">One factor a model: what its elements are multiplied by, before they vote unless votes are equal. Its weight, if there is nothing else to multiply by.</param>
    /// <param name="election">The rule.</param>
    /// <param name="result">The merged weights.</param>
    public static void Combine(in Block block, ReadOnlySpan<float> bounds, ReadOnlySpan<float> weights, ReadOnlySpan<float> multipliers, SignElection election, Span<float> result)
    {
        Span<nint> models = stackalloc nint[weights.Length];
        for (var model = 0; model < models.Length; model++) models[model] = (nint)block.Pointer(1 + model);
        fixed (nint* model = models)
        fixed (float* bound = bounds, weight = weights, multiplier = multipliers, target = result)
        {
            var job = new ElectionJob((byte*)block.Pointer(0), (byte**)model, weight, multiplier, weights.Length, election, (byte*)target, result.Length, float.PositiveInfinity);
            Run<Float32Format, No, No, BoundSelection>(job, new BoundSelection(bound));
        }
    }

    /// <summary>The same from stored elements to stored elements, of what a selection keeps.</summary>
    /// <returns>Whether all inputs and results are finite; if not, the result is of no use.</returns>
    public static bool Combine<TSelection>(in StoredBlock block, TSelection selection, ReadOnlySpan<float> weights, ReadOnlySpan<float> multipliers, SignElection election, byte* result)
        where TSelection : struct, ISelection
    {
        fixed (nint* models = block.Models)
        fixed (float* weight = weights, multiplier = multipliers)
        {
            var job = new ElectionJob(block.Origin, (byte**)models, weight, multiplier, weights.Length, election, result, block.Length, ElementConversion.LargestFinite(block.Type));
            return block.Type switch
            {
                ElementType.BF16 => Run<BFloat16Format, TSelection>(job, selection, block.IsFinite),
                ElementType.F16 => Run<Float16Format, TSelection>(job, selection, block.IsFinite),
                _ => Run<Float32Format, TSelection>(job, selection, block.IsFinite),
            };
        }
    }

    private static bool Run<TFormat, TSelection>(in ElectionJob job, TSelection selection, bool isFinite)
        where TFormat : struct, IStoredFormat
        where TSelection : struct, ISelection =>
        isFinite ? Run<TFormat, Yes, No, TSelection>(job, selection) : Run<TFormat, Yes, Yes, TSelection>(job, selection);

    private static bool Run<TFormat, TSubtract, TChecks, TSelection>(in ElectionJob job, TSelection selection)
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TChecks : struct, IAnswer
        where TSelection : struct, ISelection => (job.Election.EqualVotes, job.Election.ZeroSign > 0) switch
        {
            (false, _) when job.Election.Combination is AgreeingElements.Sum => ElectedSum.Run<TFormat, TSubtract, TChecks, TSelection>(job, selection),
            (true, true) => Run<TFormat, TSubtract, TChecks, TSelection, Yes, Yes>(job, selection),
            (true, false) => Run<TFormat, TSubtract, TChecks, TSelection, Yes, No>(job, selection),
            (false, true) => Run<TFormat, TSubtract, TChecks, TSelection, No, Yes>(job, selection),
            _ => Run<TFormat, TSubtract, TChecks, TSelection, No, No>(job, selection),
        };

    [SkipLocalsInit]
    private static bool Run<TFormat, TSubtract, TChecks, TSelection, TEqualVotes, TZeroIsPositive>(in ElectionJob job, TSelection selection)
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TChecks : struct, IAnswer
        where TSelection : struct, ISelection
        where TEqualVotes : struct, IAnswer
        where TZeroIsPositive : struct, IAnswer
    {
        float[]? rented = null;
        var finite = true;
        const int Spare = Simd.Alignment / sizeof(float);
        fixed (float* space = job.Models <= FewModels ? stackalloc float[(FewModels * ModelProducts) + Spare] : rented = ArrayPool<float>.Shared.Rent((job.Models * ModelProducts) + Spare))
        {
            var products = Simd.Align(space);
            var done = Simd.Has512 ? Run<Lanes512, TFormat, TSubtract, TChecks, TSelection, TEqualVotes, TZeroIsPositive>(job, selection, products, 0, ref finite)
                : Simd.Has256 ? Run<Lanes256, TFormat, TSubtract, TChecks, TSelection, TEqualVotes, TZeroIsPositive>(job, selection, products, 0, ref finite)
                : Run<Lanes128, TFormat, TSubtract, TChecks, TSelection, TEqualVotes, TZeroIsPositive>(job, selection, products, 0, ref finite);
            if (done < job.Count) Run<Lanes1, TFormat, TSubtract, TChecks, TSelection, TEqualVotes, TZeroIsPositive>(job, selection, products, done, ref finite);
        }

        if (rented is not null) ArrayPool<float>.Shared.Return(rented);
        return finite;
    }

    private static int Run<TLanes, TFormat, TSubtract, TChecks, TSelection, TEqualVotes, TZeroIsPositive>(in ElectionJob job, TSelection selection, float* products, int start, ref bool finite)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TChecks : struct, IAnswer
        where TSelection : struct, ISelection
        where TEqualVotes : struct, IAnswer
        where TZeroIsPositive : struct, IAnswer => job.Election.Combination switch
        {
            AgreeingElements.Sum => Run<TLanes, TFormat, TSubtract, TChecks, TSelection, TEqualVotes, TZeroIsPositive, Sum<TLanes>>(job, selection, products, start, ref finite),
            AgreeingElements.Mean => Run<TLanes, TFormat, TSubtract, TChecks, TSelection, TEqualVotes, TZeroIsPositive, Mean<TLanes>>(job, selection, products, start, ref finite),
            _ => Run<TLanes, TFormat, TSubtract, TChecks, TSelection, TEqualVotes, TZeroIsPositive, Largest<TLanes>>(job, selection, products, start, ref finite),
        };

    [MethodImpl(Simd.Kernel)]
    private static int Run<TLanes, TFormat, TSubtract, TChecks, TSelection, TEqualVotes, TZeroIsPositive, TRule>(in ElectionJob job, TSelection selection, float* products, int start, ref bool finite)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TChecks : struct, IAnswer
        where TSelection : struct, ISelection
        where TEqualVotes : struct, IAnswer
        where TZeroIsPositive : struct, IAnswer
        where TRule : struct, IRule<TLanes>
    {
        TLanes zero = default, poison0 = default, poison1 = default, largest = default;
        var scale = TLanes.Create(job.Election.Scale);
        // A sum of zero lies on the side that it elects: the bound below which one is negative is 0 or the next number.
        var negativeBelow = TLanes.Create(job.Election.ZeroSign < 0 ? float.Epsilon : 0);
        var upperHalves = LaneConstants.UpperHalves<TLanes>();
        var inputs = job.Inputs;
        var weights = job.Weights;
        var multipliers = job.Multipliers;
        nint models = job.Models;
        var count = job.Count;
        var all = TLanes.BitsOfSame(zero, zero);
        var i = start;
        // Four vectors at a time share what belongs to the model.
        var pair = 2 * TLanes.Count * TFormat.Size;
        for (; i <= count - (4 * TLanes.Count); i += 4 * TLanes.Count)
        {
            var place = (nint)i * TFormat.Size;
            var origin0 = TFormat.LoadPair(job.Base + place, upperHalves, out TLanes origin1);
            var origin2 = TFormat.LoadPair(job.Base + place + pair, upperHalves, out TLanes origin3);
            TLanes sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            var product = products;
            for (nint model = 0; model < models; model++, product += 4 * TLanes.Count)
            {
                var input = inputs[model] + place;
                var multiplier = TLanes.LoadSame(multipliers + model);
                Vote<TLanes, TFormat, TSubtract, TChecks, TSelection, TEqualVotes>(input, upperHalves, origin0, origin1, multiplier, selection, model, i, 0, product, ref sum0, ref sum1, ref poison0, ref poison1);
                Vote<TLanes, TFormat, TSubtract, TChecks, TSelection, TEqualVotes>(
                    input + pair, upperHalves, origin2, origin3, multiplier, selection, model, i, 1, product + (2 * TLanes.Count), ref sum2, ref sum3, ref poison0, ref poison1);
            }

            if (TChecks.IsYes && TSelection.KeepsNonFinite)
            {
                poison0 = TLanes.FusedMultiplyAdd(sum0, default, TLanes.FusedMultiplyAdd(sum2, default, poison0));
                poison1 = TLanes.FusedMultiplyAdd(sum1, default, TLanes.FusedMultiplyAdd(sum3, default, poison1));
            }

            var merged0 = Merged<TLanes, TZeroIsPositive, TRule>(products, weights, models, sum0, sum1, negativeBelow, out var merged1);
            selection.Finish<TLanes, TFormat>(ref merged0, ref merged1, i, 0);
            var (result0, result1) = (origin0 + merged0 * scale, origin1 + merged1 * scale);
            largest = TLanes.MaxIntegers(TLanes.MaxIntegers(largest, TLanes.Abs(result0)), TLanes.Abs(result1));
            TFormat.StoreFinitePair(result0, result1, job.Result + place);
            merged0 = Merged<TLanes, TZeroIsPositive, TRule>(products + (2 * TLanes.Count), weights, models, sum2, sum3, negativeBelow, out merged1);
            selection.Finish<TLanes, TFormat>(ref merged0, ref merged1, i, 1);
            (result0, result1) = (origin2 + merged0 * scale, origin3 + merged1 * scale);
            largest = TLanes.MaxIntegers(TLanes.MaxIntegers(largest, TLanes.Abs(result0)), TLanes.Abs(result1));
            TFormat.StoreFinitePair(result0, result1, job.Result + place + pair);
        }

        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            var place = (long)i * TFormat.Size;
            var origin = TFormat.Load<TLanes>(job.Base + place);
            var sum = zero;
            for (nint model = 0; model < models; model++)
            {
                var value = TFormat.Load<TLanes>(inputs[model] + place);
                if (TSubtract.IsYes) value -= origin;
                if (TChecks.IsYes && !TSelection.KeepsNonFinite) poison0 = TLanes.FusedMultiplyAdd(value, zero, poison0);
                value = selection.Of(value, model, i);
                var weighted = value * TLanes.Create(multipliers[model]);
                sum += TEqualVotes.IsYes ? value : weighted;
                weighted.Store(products + (model * TLanes.Count));
            }

            if (TChecks.IsYes && TSelection.KeepsNonFinite) poison0 = TLanes.FusedMultiplyAdd(sum, zero, poison0);
            var turn = Sign<TLanes, TZeroIsPositive>(sum, negativeBelow);
            TRule rule = default;
            for (var model = 0; model < models; model++) rule.Take(TLanes.Load(products + (model * TLanes.Count)) ^ turn, TLanes.Create(weights[model]));
            var merged = selection.Finish(Signed<TLanes, TZeroIsPositive>(rule.Result() ^ turn, sum, negativeBelow), i);
            var result = origin + merged * scale;
            largest = TLanes.MaxIntegers(largest, TLanes.Abs(result));
            TFormat.StoreFinite(result, job.Result + place);
        }

        finite &= (TLanes.BitsOfAtLeast(TLanes.Create(job.Limit), largest) & TLanes.BitsOfAtLeast(zero, poison0 + poison1)) == all;
        return i;
    }

    // A model's pair of vectors votes, and its products wait.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Vote<TLanes, TFormat, TSubtract, TChecks, TSelection, TEqualVotes>(
        byte* input, TLanes upperHalves, TLanes origin0, TLanes origin1, TLanes multiplier, TSelection selection, nint model, int i, int pair, float* product,
        ref TLanes sum0, ref TLanes sum1, ref TLanes poison0, ref TLanes poison1)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TChecks : struct, IAnswer
        where TSelection : struct, ISelection
        where TEqualVotes : struct, IAnswer
    {
        var value0 = ElectionPair.Load<TLanes, TFormat, TSubtract, TChecks, TSelection>(input, upperHalves, origin0, origin1, out var value1, ref poison0, ref poison1);
        if (TEqualVotes.IsYes)
        {
            selection.Apply<TLanes, TFormat>(ref value0, ref value1, model, i, pair);
            sum0 += value0;
            sum1 += value1;
            value0 *= multiplier;
            value1 *= multiplier;
        }
        else
        {
            selection.Weigh<TLanes, TFormat>(ref value0, ref value1, multiplier, model, i, pair);
            sum0 += value0;
            sum1 += value1;
        }

        value0.Store(product);
        value1.Store(product + TLanes.Count);
    }

    // What two vectors of products become, once the sums of the votes are known.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Merged<TLanes, TZeroIsPositive, TRule>(float* product, float* weights, nint models, TLanes sum0, TLanes sum1, TLanes negativeBelow, out TLanes second)
        where TLanes : struct, ILanes<TLanes>
        where TZeroIsPositive : struct, IAnswer
        where TRule : struct, IRule<TLanes>
    {
        var turn0 = Sign<TLanes, TZeroIsPositive>(sum0, negativeBelow);
        var turn1 = Sign<TLanes, TZeroIsPositive>(sum1, negativeBelow);
        TRule rule0 = default, rule1 = default;
        for (nint model = 0; model < models; model++, product += 4 * TLanes.Count)
        {
            var weight = TLanes.LoadSame(weights + model);
            rule0.Take(TLanes.Load(product) ^ turn0, weight);
            rule1.Take(TLanes.Load(product + TLanes.Count) ^ turn1, weight);
        }

        second = Signed<TLanes, TZeroIsPositive>(rule1.Result() ^ turn1, sum1, negativeBelow);
        return Signed<TLanes, TZeroIsPositive>(rule0.Result() ^ turn0, sum0, negativeBelow);
    }

    // Of the elected sign: −0 where that is negative, else 0. A sum is never −0: it began as 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Sign<TLanes, TZeroIsPositive>(TLanes sum, TLanes negativeBelow)
        where TLanes : struct, ILanes<TLanes>
        where TZeroIsPositive : struct, IAnswer =>
        TZeroIsPositive.IsYes ? sum & TLanes.Create(-0f) : TLanes.SelectGreater(negativeBelow, sum, TLanes.Create(-0f), default);

    // 0 where no sign is elected.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Signed<TLanes, TZeroIsPositive>(TLanes merged, TLanes sum, TLanes negativeBelow)
        where TLanes : struct, ILanes<TLanes>
        where TZeroIsPositive : struct, IAnswer =>
        TZeroIsPositive.IsYes ? merged : TLanes.SelectGreater(negativeBelow, sum, merged, TLanes.SelectGreater(sum, default, merged, default));

    // What the elements of the elected sign become, taken as positive numbers: those of the other sign come as negative ones.
    private interface IRule<TLanes>
    {
        void Take(TLanes value, TLanes weight);

        TLanes Result();
    }

    private struct Sum<TLanes> : IRule<TLanes>
        where TLanes : struct, ILanes<TLanes>
    {
        private TLanes _sum;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(TLanes value, TLanes weight) => _sum += TLanes.PositivePart(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TLanes Result() => _sum;
    }

    private struct Mean<TLanes> : IRule<TLanes>
        where TLanes : struct, ILanes<TLanes>
    {
        private TLanes _sum;
        private TLanes _weights;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(TLanes value, TLanes weight)
        {
            _sum += TLanes.PositivePart(value);
            _weights = TLanes.AddIfGreater(value, default, _weights, weight);
        }

        // Nobody agrees, or weights cancel: divide by one.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TLanes Result() => _sum / TLanes.SelectSameBits(TLanes.Abs(_weights), default, TLanes.Create(1), _weights);
    }

    private struct Largest<TLanes> : IRule<TLanes>
        where TLanes : struct, ILanes<TLanes>
    {
        private TLanes _largest;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(TLanes value, TLanes weight) => _largest = TLanes.SelectGreater(value, _largest, value, _largest);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TLanes Result() => _largest;
    }
}
