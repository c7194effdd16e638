using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Sign election over a block, in one pass: elements below their model's bound are dropped; the elected sign is that of Σ w_i d_i; what has another sign, or none, is
/// dropped; the rest becomes one number, which is added to the base. Products and sums are rounded one by one, in the order of the models.
/// </summary>
internal static unsafe class ConsensusKernel
{
    /// <summary>Combines a block.</summary>
    /// <param name="block">The base and the task vectors.</param>
    /// <param name="bounds">Smallest magnitude that is kept, one a model; 0 keeps all.</param>
    /// <param name="weights">One weight a model, for the result.</param>
    /// <param name="votes">One weight a model, for the election.</param>
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

    [MethodImpl(Simd.Kernel)]
    private static int Run<TLanes>(Job job, int start, int count)
        where TLanes : struct, ILanes<TLanes> => job.Election.Combination switch
        {
            AgreeingElements.Sum => Run<TLanes, Sum<TLanes>>(job, start, count),
            AgreeingElements.Mean => Run<TLanes, Mean<TLanes>>(job, start, count),
            _ => Run<TLanes, Largest<TLanes>>(job, start, count),
        };

    [MethodImpl(Simd.Kernel)]
    private static int Run<TLanes, TRule>(Job job, int start, int count)
        where TLanes : struct, ILanes<TLanes>
        where TRule : struct, IRule<TLanes>
    {
        var zero = TLanes.Create(0);
        var scale = TLanes.Create(job.Election.Scale);
        var zeroSign = TLanes.Create(job.Election.ZeroSign);
        var i = start;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            var sum = zero;
            for (var model = 0; model < job.Models; model++) sum += Weighted<TLanes>(job, job.Votes, model, i);
            var elected = TLanes.Select(TLanes.GreaterThan(sum, zero) | TLanes.GreaterThan(zero, sum), sum, zeroSign);

            var rule = default(TRule);
            for (var model = 0; model < job.Models; model++)
            {
                var value = Weighted<TLanes>(job, job.Weights, model, i);
                var agrees = (TLanes.GreaterThan(value, zero) & TLanes.GreaterThan(elected, zero)) | (TLanes.GreaterThan(zero, value) & TLanes.GreaterThan(zero, elected));
                rule.Take(agrees, value, TLanes.Create(job.Weights[model]));
            }

            var origin = TLanes.Load(job.Base + i);
            (origin + rule.Result() * scale).Store(job.Result + i);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Weighted<TLanes>(in Job job, float* weights, int model, int i)
        where TLanes : struct, ILanes<TLanes>
    {
        var value = TLanes.Load(job.First + model * job.Stride + i);
        var dropped = TLanes.GreaterThan(TLanes.Create(job.Bounds[model]), TLanes.Abs(value));
        return TLanes.Select(dropped, default, value) * TLanes.Create(weights[model]);
    }

    private interface IRule<TLanes>
    {
        void Take(TLanes agrees, TLanes value, TLanes weight);

        TLanes Result();
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

    private struct Sum<TLanes> : IRule<TLanes>
        where TLanes : struct, ILanes<TLanes>
    {
        private TLanes _sum;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(TLanes agrees, TLanes value, TLanes weight) => _sum += value & agrees;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TLanes Result() => _sum;
    }

    private struct Mean<TLanes> : IRule<TLanes>
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
        public readonly TLanes Result()
        {
            var zero = TLanes.Create(0);
            var any = TLanes.GreaterThan(_weights, zero) | TLanes.GreaterThan(zero, _weights);
            return _sum / TLanes.Select(any, _weights, TLanes.Create(1));
        }
    }

    private struct Largest<TLanes> : IRule<TLanes>
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
        public readonly TLanes Result() => _largest;
    }
}
