using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Sign election over a block, in one pass: elements below their model's bound are dropped; the elected sign is that of Σ w_i d_i; what has another sign, or none, is
/// dropped; the rest becomes one number, which is added to the base. Products and sums are rounded one by one, in the order of the models. What either sign would give is
/// gathered beside the election, so that each model is looked at once.
/// From float32, or straight from stored elements to stored elements with the same arithmetic and one rounding more.
/// </summary>
internal static unsafe class ConsensusKernel
{
    /// <summary>Combines a block.</summary>
    /// <param name="block">The base and the task vectors.</param>
    /// <param name="bounds">Smallest magnitude that is kept, one a model; 0 keeps all.</param>
    /// <param name="weights">One weight a model, for the result.</param>
    /// <param name="votes">One weight a model, for the election; empty for those of the result.</param>
    /// <param name="election">The rule.</param>
    /// <param name="result">The merged weights.</param>
    public static void Combine(
        in Block block, ReadOnlySpan<float> bounds, ReadOnlySpan<float> weights, ReadOnlySpan<float> votes, SignElection election, Span<float> result)
    {
        Span<nint> models = stackalloc nint[weights.Length];
        for (var model = 0; model < models.Length; model++) models[model] = (nint)block.Pointer(1 + model);
        fixed (nint* model = models)
        fixed (float* bound = bounds, weight = weights, vote = votes, target = result)
        {
            var job = new Job((byte*)block.Pointer(0), (byte**)model, weight, vote, weights.Length, election, (byte*)target, result.Length, float.PositiveInfinity);
            Run<Float32Format, No, BoundSelection>(job, new BoundSelection(bound));
        }
    }

    /// <summary>The same from stored elements to stored elements, of what a selection keeps.</summary>
    /// <returns>Whether all inputs and results are finite; if not, the result is of no use.</returns>
    public static bool Combine<TSelection>(
        in StoredBlock block, TSelection selection, ReadOnlySpan<float> weights, ReadOnlySpan<float> votes, SignElection election, byte* result)
        where TSelection : struct, ISelection
    {
        fixed (nint* models = block.Models)
        fixed (float* weight = weights, vote = votes)
        {
            var job = new Job(block.Origin, (byte**)models, weight, vote, weights.Length, election, result, block.Length, ElementConversion.LargestFinite(block.Type));
            return block.Type switch
            {
                ElementType.BF16 => Run<BFloat16Format, Yes, TSelection>(job, selection),
                ElementType.F16 => Run<Float16Format, Yes, TSelection>(job, selection),
                _ => Run<Float32Format, Yes, TSelection>(job, selection),
            };
        }
    }

    private static bool Run<TFormat, TSubtract, TSelection>(in Job job, TSelection selection)
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TSelection : struct, ISelection
    {
        var finite = true;
        var done = Simd.Has512 ? Run<Lanes512, TFormat, TSubtract, TSelection>(job, selection, 0, ref finite)
            : Simd.Has256 ? Run<Lanes256, TFormat, TSubtract, TSelection>(job, selection, 0, ref finite)
            : Run<Lanes128, TFormat, TSubtract, TSelection>(job, selection, 0, ref finite);
        Run<Lanes1, TFormat, TSubtract, TSelection>(job, selection, done, ref finite);
        return finite;
    }

    private static int Run<TLanes, TFormat, TSubtract, TSelection>(in Job job, TSelection selection, int start, ref bool finite)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TSelection : struct, ISelection => job.Election.Combination switch
        {
            AgreeingElements.Sum => Run<TLanes, TFormat, TSubtract, TSelection, Sum<TLanes>>(job, selection, start, ref finite),
            AgreeingElements.Mean => Run<TLanes, TFormat, TSubtract, TSelection, Mean<TLanes>>(job, selection, start, ref finite),
            _ => Run<TLanes, TFormat, TSubtract, TSelection, Largest<TLanes>>(job, selection, start, ref finite),
        };

    [MethodImpl(Simd.Kernel)]
    private static int Run<TLanes, TFormat, TSubtract, TSelection, TRule>(in Job job, TSelection selection, int start, ref bool finite)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TSelection : struct, ISelection
        where TRule : struct, IRule<TLanes, TRule>
    {
        TLanes zero = default, poison0 = default, poison1 = default;
        var scale = TLanes.Create(job.Election.Scale);
        // A sum of zero lies on the side that it elects: the bounds between the signs are 0 or its neighbours.
        var positiveAbove = TLanes.Create(job.Election.ZeroSign > 0 ? -float.Epsilon : 0);
        var negativeBelow = TLanes.Create(job.Election.ZeroSign < 0 ? float.Epsilon : 0);
        var inputs = job.Inputs;
        var weights = job.Weights;
        var votes = job.Votes;
        var (models, count) = (job.Models, job.Count);
        var all = TLanes.BitsOfSame(zero, zero);
        var within = all;
        var limit = TLanes.Create(job.Limit);
        var i = start;
        // Two vectors at a time share what belongs to the model.
        for (; i <= count - (2 * TLanes.Count); i += 2 * TLanes.Count)
        {
            var place = (long)i * TFormat.Size;
            var origin0 = TFormat.LoadPair<TLanes>(job.Base + place, out var origin1);
            var (sum0, sum1) = (zero, zero);
            TRule positive0 = default, negative0 = default, positive1 = default, negative1 = default;
            for (var model = 0; model < models; model++)
            {
                var value0 = TFormat.LoadPair<TLanes>(inputs[model] + place, out var value1);
                if (TSubtract.IsYes)
                {
                    value0 = Difference(value0, origin0, ref poison0);
                    value1 = Difference(value1, origin1, ref poison1);
                }

                selection.Apply<TLanes, TFormat>(ref value0, ref value1, model, i);
                var weight = TLanes.Create(weights[model]);
                var (weighted0, weighted1) = (value0 * weight, value1 * weight);
                if (votes is null)
                {
                    sum0 += weighted0;
                    sum1 += weighted1;
                }
                else
                {
                    var vote = TLanes.Create(votes[model]);
                    sum0 += value0 * vote;
                    sum1 += value1 * vote;
                }

                positive0.Take(weighted0, zero, TLanes.PositivePart(weighted0), weight);
                negative0.Take(zero, weighted0, TLanes.NegativePart(weighted0), weight);
                positive1.Take(weighted1, zero, TLanes.PositivePart(weighted1), weight);
                negative1.Take(zero, weighted1, TLanes.NegativePart(weighted1), weight);
            }

            var result0 = origin0 + TRule.Result(TLanes.GreaterThan(sum0, positiveAbove), positive0, TLanes.GreaterThan(negativeBelow, sum0), negative0) * scale;
            var result1 = origin1 + TRule.Result(TLanes.GreaterThan(sum1, positiveAbove), positive1, TLanes.GreaterThan(negativeBelow, sum1), negative1) * scale;
            within &= TLanes.BitsOfAtLeast(limit, TLanes.Abs(result0)) & TLanes.BitsOfAtLeast(limit, TLanes.Abs(result1));
            TFormat.StoreFinitePair(result0, result1, job.Result + place);
        }

        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            var place = (long)i * TFormat.Size;
            var origin = TFormat.Load<TLanes>(job.Base + place);
            var sum = zero;
            TRule positive = default, negative = default;
            for (var model = 0; model < models; model++)
            {
                var value = TFormat.Load<TLanes>(inputs[model] + place);
                if (TSubtract.IsYes) value = Difference(value, origin, ref poison0);
                value = selection.Of(value, model, i);
                var weight = TLanes.Create(weights[model]);
                var weighted = value * weight;
                sum += votes is null ? weighted : value * TLanes.Create(votes[model]);
                positive.Take(weighted, zero, TLanes.PositivePart(weighted), weight);
                negative.Take(zero, weighted, TLanes.NegativePart(weighted), weight);
            }

            var result = origin + TRule.Result(TLanes.GreaterThan(sum, positiveAbove), positive, TLanes.GreaterThan(negativeBelow, sum), negative) * scale;
            within &= TLanes.BitsOfAtLeast(limit, TLanes.Abs(result));
            TFormat.StoreFinite(result, job.Result + place);
        }

        finite &= (within & TLanes.BitsOfAtLeast(zero, poison0 + poison1)) == all;
        return i;
    }

    // 0 · x is 0 unless x is not finite.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Difference<TLanes>(TLanes value, TLanes origin, ref TLanes poison)
        where TLanes : struct, ILanes<TLanes>
    {
        value -= origin;
        poison = TLanes.FusedMultiplyAdd(value, default, poison);
        return value;
    }

    // What the elements of one sign become, gathered model by model; then the one of the elected sign is used, or nothing.
    private interface IRule<TLanes, TSelf>
    {
        // The element agrees where high > low; else the part is zero.
        void Take(TLanes high, TLanes low, TLanes part, TLanes weight);

        static abstract TLanes Result(TLanes isPositive, TSelf positive, TLanes isNegative, TSelf negative);
    }

    private readonly struct Job(
        byte* origin, byte** inputs, float* weights, float* votes, int models, SignElection election, byte* result, int count, float limit)
    {
        public readonly byte* Base = origin;
        public readonly byte** Inputs = inputs;
        public readonly float* Weights = weights;
        public readonly float* Votes = votes;
        public readonly int Models = models;
        public readonly SignElection Election = election;
        public readonly byte* Result = result;
        public readonly int Count = count;
        public readonly float Limit = limit;
    }

    private struct Sum<TLanes> : IRule<TLanes, Sum<TLanes>>
        where TLanes : struct, ILanes<TLanes>
    {
        private TLanes _sum;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(TLanes high, TLanes low, TLanes part, TLanes weight) => _sum += part;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Result(TLanes isPositive, Sum<TLanes> positive, TLanes isNegative, Sum<TLanes> negative) =>
            (positive._sum & isPositive) | (negative._sum & isNegative);
    }

    private struct Mean<TLanes> : IRule<TLanes, Mean<TLanes>>
        where TLanes : struct, ILanes<TLanes>
    {
        private TLanes _sum;
        private TLanes _weights;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(TLanes high, TLanes low, TLanes part, TLanes weight)
        {
            _sum += part;
            _weights = TLanes.AddIfGreater(high, low, _weights, weight);
        }

        // Nobody agrees, or weights cancel: divide by one.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Result(TLanes isPositive, Mean<TLanes> positive, TLanes isNegative, Mean<TLanes> negative)
        {
            var sum = (positive._sum & isPositive) | (negative._sum & isNegative);
            var weights = (positive._weights & isPositive) | (negative._weights & isNegative);
            return sum / TLanes.SelectSameBits(TLanes.Abs(weights), default, TLanes.Create(1), weights);
        }
    }

    private struct Largest<TLanes> : IRule<TLanes, Largest<TLanes>>
        where TLanes : struct, ILanes<TLanes>
    {
        private TLanes _largest;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(TLanes high, TLanes low, TLanes part, TLanes weight) =>
            _largest = TLanes.SelectGreater(TLanes.Abs(part), TLanes.Abs(_largest), part, _largest);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Result(TLanes isPositive, Largest<TLanes> positive, TLanes isNegative, Largest<TLanes> negative) =>
            (positive._largest & isPositive) | (negative._largest & isNegative);
    }
}
