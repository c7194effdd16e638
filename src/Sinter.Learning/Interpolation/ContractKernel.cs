using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>gradient[s][k] += Σ_i weightGradient[s][i] · stack[k + 1][i]: the coefficients' gradients of several samples out of their weights' gradients.</summary>
internal static unsafe class ContractKernel
{
    private const int Samples = 4;
    private const int Tasks = 4;

    // Products run this far in float32 lanes before they are added up in double.
    private const int Block = 4096;

    /// <param name="stack">Base and task vectors, row after row.</param>
    /// <param name="stride">Elements from one row of the stack to the next.</param>
    /// <param name="tasks">Task vectors.</param>
    /// <param name="weightGradient">A row for each sample.</param>
    /// <param name="weightStride">Elements from one sample's row to the next.</param>
    /// <param name="samples">Samples.</param>
    /// <param name="gradient">A row of <paramref name="tasks"/> for each sample; added to.</param>
    /// <param name="gradientStride">Elements from one sample's row to the next.</param>
    /// <param name="count">Elements of each row.</param>
    public static void Contract(
        float* stack, long stride, int tasks, float* weightGradient, long weightStride, int samples, float* gradient, int gradientStride, int count)
    {
        var sums = stackalloc double[Samples * Tasks];
        for (var s = 0; s < samples; s += Samples)
        {
            for (var k = 0; k < tasks; k += Tasks)
            {
                new Span<double>(sums, Samples * Tasks).Clear();
                for (var done = 0; done < count; done += Block)
                {
                    var left = new Quad(weightGradient + done, weightStride, s, samples - 1);
                    var right = new Quad(stack + stride + done, stride, k, tasks - 1);
                    Add(left, right, Math.Min(Block, count - done), sums);
                }

                for (var i = 0; i < Math.Min(Samples, samples - s); i++)
                    for (var j = 0; j < Math.Min(Tasks, tasks - k); j++) gradient[(long)(s + i) * gradientStride + k + j] += (float)sums[i * Tasks + j];
            }
        }
    }

    private static void Add(in Quad left, in Quad right, int count, double* sums)
    {
        var done = Simd.Has512 ? Run<Lanes512>(left, right, 0, count, sums)
            : Simd.Has256 ? Run<Lanes256>(left, right, 0, count, sums)
            : Run<Lanes128>(left, right, 0, count, sums);
        Run<Lanes1>(left, right, done, count, sums);
    }

    [MethodImpl(Simd.Kernel)]
    private static int Run<TLanes>(in Quad left, in Quad right, int from, int count, double* sums)
        where TLanes : struct, ILanes<TLanes>
    {
        float* l0 = left.P0, l1 = left.P1, l2 = left.P2, l3 = left.P3, r0 = right.P0, r1 = right.P1, r2 = right.P2, r3 = right.P3;
        var zero = TLanes.Create(0);
        TLanes s00 = zero, s01 = zero, s02 = zero, s03 = zero, s10 = zero, s11 = zero, s12 = zero, s13 = zero;
        TLanes s20 = zero, s21 = zero, s22 = zero, s23 = zero, s30 = zero, s31 = zero, s32 = zero, s33 = zero;
        var i = from;
        for (; i + TLanes.Count <= count; i += TLanes.Count)
        {
            var b0 = TLanes.Load(r0 + i);
            var b1 = TLanes.Load(r1 + i);
            var b2 = TLanes.Load(r2 + i);
            var b3 = TLanes.Load(r3 + i);
            var a = TLanes.Load(l0 + i);
            s00 = TLanes.FusedMultiplyAdd(a, b0, s00);
            s01 = TLanes.FusedMultiplyAdd(a, b1, s01);
            s02 = TLanes.FusedMultiplyAdd(a, b2, s02);
            s03 = TLanes.FusedMultiplyAdd(a, b3, s03);
            a = TLanes.Load(l1 + i);
            s10 = TLanes.FusedMultiplyAdd(a, b0, s10);
            s11 = TLanes.FusedMultiplyAdd(a, b1, s11);
            s12 = TLanes.FusedMultiplyAdd(a, b2, s12);
            s13 = TLanes.FusedMultiplyAdd(a, b3, s13);
            a = TLanes.Load(l2 + i);
            s20 = TLanes.FusedMultiplyAdd(a, b0, s20);
            s21 = TLanes.FusedMultiplyAdd(a, b1, s21);
            s22 = TLanes.FusedMultiplyAdd(a, b2, s22);
            s23 = TLanes.FusedMultiplyAdd(a, b3, s23);
            a = TLanes.Load(l3 + i);
            s30 = TLanes.FusedMultiplyAdd(a, b0, s30);
            s31 = TLanes.FusedMultiplyAdd(a, b1, s31);
            s32 = TLanes.FusedMultiplyAdd(a, b2, s32);
            s33 = TLanes.FusedMultiplyAdd(a, b3, s33);
        }

        Flush(s00, s01, s02, s03, sums);
        Flush(s10, s11, s12, s13, sums + 4);
        Flush(s20, s21, s22, s23, sums + 8);
        Flush(s30, s31, s32, s33, sums + 12);
        return i;
    }

    private static void Flush<TLanes>(TLanes a, TLanes b, TLanes c, TLanes d, double* sums)
        where TLanes : struct, ILanes<TLanes>
    {
        var lanes = stackalloc float[4 * 16];
        a.Store(lanes);
        b.Store(lanes + 16);
        c.Store(lanes + 32);
        d.Store(lanes + 48);
        for (var i = 0; i < TLanes.Count; i++)
            for (var j = 0; j < 4; j++) sums[j] += lanes[16 * j + i];
    }

    /// <summary>Four rows; the last is repeated when fewer are left.</summary>
    private readonly struct Quad(float* rows, long stride, int first, int last)
    {
        public readonly float* P0 = rows + first * stride;
        public readonly float* P1 = rows + Math.Min(first + 1L, last) * stride;
        public readonly float* P2 = rows + Math.Min(first + 2L, last) * stride;
        public readonly float* P3 = rows + Math.Min(first + 3L, last) * stride;
    }
}
