using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Task vectors from stored elements: a base and models of one type are widened, the base is subtracted and everything checked, in one pass.</summary>
internal static unsafe class TaskVectorKernel
{
    /// <summary>Writes B and the differences W_k − B.</summary>
    /// <param name="type">Type of all inputs, one that <see cref="LinearCombination.Stores"/>.</param>
    /// <param name="origin">B.</param>
    /// <param name="models">Addresses of the W_k.</param>
    /// <param name="count">Number of elements.</param>
    /// <param name="slots">Where B goes; the difference of model k goes (k + 1) · <paramref name="stride"/> floats behind.</param>
    /// <param name="stride">Floats between two vectors.</param>
    /// <returns>Whether all differences are finite. If so, all inputs are.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The type is another one.</exception>
    public static bool Fill(ElementType type, byte* origin, ReadOnlySpan<nint> models, int count, float* slots, long stride)
    {
        fixed (nint* model = models)
        {
            var job = new Job(origin, (byte**)model, models.Length, slots, stride);
            return type switch
            {
                ElementType.BF16 => Run<BFloat16Format>(job, count),
                ElementType.F16 => Run<Float16Format>(job, count),
                ElementType.F32 => Run<Float32Format>(job, count),
                _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Only BF16, F16 and F32 are subtracted as stored."),
            };
        }
    }

    private static bool Run<TFormat>(in Job job, int count)
        where TFormat : struct, IStoredFormat
    {
        var finite = true;
        var done = Simd.Has512 ? Run<Lanes512, TFormat>(job, 0, count, ref finite)
            : Simd.Has256 ? Run<Lanes256, TFormat>(job, 0, count, ref finite)
            : Run<Lanes128, TFormat>(job, 0, count, ref finite);
        Run<Lanes1, TFormat>(job, done, count, ref finite);
        return finite;
    }

    // 0 · x is 0 unless x is not finite: then it is NaN, and so is the sum.
    [MethodImpl(Simd.Kernel)]
    private static int Run<TLanes, TFormat>(in Job job, int start, int count, ref bool finite)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
        var origin = job.Origin;
        var models = job.Models;
        var slots = job.Slots;
        TLanes zero = default, even = default, odd = default;
        var i = start;
        for (; i <= count - (2 * TLanes.Count); i += 2 * TLanes.Count)
        {
            var place = (long)i * TFormat.Size;
            var b0 = TFormat.Load<TLanes>(origin + place);
            var b1 = TFormat.Load<TLanes>(origin + place + (TLanes.Count * TFormat.Size));
            var target = slots + i;
            b0.Store(target);
            b1.Store(target + TLanes.Count);
            for (var k = 0; k < job.Number; k++)
            {
                target += job.Stride;
                var d0 = TFormat.Load<TLanes>(models[k] + place) - b0;
                var d1 = TFormat.Load<TLanes>(models[k] + place + (TLanes.Count * TFormat.Size)) - b1;
                d0.Store(target);
                d1.Store(target + TLanes.Count);
                even = TLanes.FusedMultiplyAdd(d0, zero, even);
                odd = TLanes.FusedMultiplyAdd(d1, zero, odd);
            }
        }

        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            var place = (long)i * TFormat.Size;
            var b = TFormat.Load<TLanes>(origin + place);
            b.Store(slots + i);
            for (var k = 0; k < job.Number; k++)
            {
                var d = TFormat.Load<TLanes>(models[k] + place) - b;
                d.Store(slots + i + ((k + 1) * job.Stride));
                even = TLanes.FusedMultiplyAdd(d, zero, even);
            }
        }

        finite &= TLanes.BitsOfAtLeast(zero, even + odd) == TLanes.BitsOfSame(zero, zero);
        return i;
    }

    private readonly struct Job(byte* origin, byte** models, int number, float* slots, long stride)
    {
        public readonly byte* Origin = origin;
        public readonly byte** Models = models;
        public readonly int Number = number;
        public readonly float* Slots = slots;
        public readonly long Stride = stride;
    }
}
