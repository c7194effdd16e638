using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Sign election over a block, in one pass: elements below their model's bound are dropped; the elected sign is that of Σ w_i d_i; what has another sign, or none, is
/// dropped; the rest becomes one number, which is added to the base. Products and sums are rounded one by one, in the order of the models. What either sign would give is
/// gathered beside the election, so that each model is looked at once.
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
        fixed (float* bound = bounds, weight = weights, vote = votes, target = result)
        {
            var job = new Job(block.Pointer(0), block.Pointer(1), block.Stride, bound, weight, vote, weights.Length, election, target);
            var done = Simd.Has512 ? Run<Lanes512>(job, 0, result.Length) : Simd.Has256 ? Run<Lanes256>(job, 0, result.Length) : Run<Lanes128>(job, 0, result.Length);
            Run<Lanes1>(job, done, result.Length);
        }
    }

    private static int Run<TLanes>(in Job job, int start, int count)
        where TLanes : struct, ILanes<TLanes> => job.Election.Combination switch
        {
            AgreeingElements.Sum => Run<TLanes, Sum<TLanes>>(job, start, count),
            AgreeingElements.Mean => Run<TLanes, Mean<TLanes>>(job, start, count),
            _ => Run<TLanes, Largest<TLanes>>(job, start, count),
        };

    [MethodImpl(Simd.Kernel)]
    private static int Run<TLanes, TRule>(in Job job, int start, int count)
        where TLanes : struct, ILanes<TLanes>
        where TRule : struct, IRule<TLanes, TRule>
    {
        TLanes zero = default;
        var scale = TLanes.Create(job.Election.Scale);
        var zeroSign = TLanes.Create(job.Election.ZeroSign);
        var bounds = job.Bounds;
        var weights = job.Weights;
        var votes = job.Votes;
        var models = job.Models;
        var i = start;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            var sum = zero;
            TRule positive = default, negative = default;
            var place = job.First + i;
            for (var model = 0; model < models; model++)
            {
                var value = TLanes.Load(place);
                place += job.Stride;
                var bound = bounds[model];
                if (bound > 0) value = TLanes.Select(TLanes.GreaterThan(TLanes.Create(bound), TLanes.Abs(value)), zero, value);
                var weight = TLanes.Create(weights[model]);
                var weighted = value * weight;
                sum += votes is null ? weighted : value * TLanes.Create(votes[model]);
                positive.Take(TLanes.GreaterThan(weighted, zero), weighted, weight);
                negative.Take(TLanes.GreaterThan(zero, weighted), weighted, weight);
            }

            var elected = TLanes.Select(TLanes.GreaterThan(sum, zero) | TLanes.GreaterThan(zero, sum), sum, zeroSign);
            var merged = TRule.Result(TLanes.GreaterThan(elected, zero), positive, TLanes.GreaterThan(zero, elected), negative);
            (TLanes.Load(job.Base + i) + merged * scale).Store(job.Result + i);
        }

        return i;
    }

    // What the elements of one sign become, gathered model by model; then the one of the elected sign is used, or nothing.
    private interface IRule<TLanes, TSelf>
    {
        void Take(TLanes agrees, TLanes value, TLanes weight);

        static abstract TLanes Result(TLanes isPositive, TSelf positive, TLanes isNegative, TSelf negative);
    }

    private readonly struct Job(float* origin, float* first, long stride, float* bounds, float* weights, float* votes, int models, SignElection election, float* result)
    {
        public readonly float* Base = origin;
        public readonly float* First = first;
        public readonly long Stride = stride;
        public readonly float* Bounds = bounds;
        public readonly float* Weights = weights;
        public readonly float* Votes = votes;
        public readonly int Models = models;
        public readonly SignElection Election = election;
        public readonly float* Result = result;
    }

    private struct Sum<TLanes> : IRule<TLanes, Sum<TLanes>>
        where TLanes : struct, ILanes<TLanes>
    {
        private TLanes _sum;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(TLanes agrees, TLanes value, TLanes weight) => _sum += value & agrees;

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
        public void Take(TLanes agrees, TLanes value, TLanes weight)
        {
            _sum += value & agrees;
            _weights += weight & agrees;
        }

        // Nobody agrees, or weights cancel: divide by one.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Result(TLanes isPositive, Mean<TLanes> positive, TLanes isNegative, Mean<TLanes> negative)
        {
            TLanes zero = default;
            var sum = (positive._sum & isPositive) | (negative._sum & isNegative);
            var weights = (positive._weights & isPositive) | (negative._weights & isNegative);
            var any = TLanes.GreaterThan(weights, zero) | TLanes.GreaterThan(zero, weights);
            return sum / TLanes.Select(any, weights, TLanes.Create(1));
        }
    }

    private struct Largest<TLanes> : IRule<TLanes, Largest<TLanes>>
        where TLanes : struct, ILanes<TLanes>
    {
        private TLanes _largest;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(TLanes agrees, TLanes value, TLanes weight)
        {
            var agreeing = value & agrees;
            _largest = TLanes.Select(TLanes.GreaterThan(TLanes.Abs(agreeing), TLanes.Abs(_largest)), agreeing, _largest);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Result(TLanes isPositive, Largest<TLanes> positive, TLanes isNegative, Largest<TLanes> negative) =>
            (positive._largest & isPositive) | (negative._largest & isNegative);
    }
}
