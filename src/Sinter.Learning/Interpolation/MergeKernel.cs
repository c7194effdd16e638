using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>merged[s][i] = stack[0][i] + Σ_k coefficients[s][k] · stack[k + 1][i]: the weights of several samples out of one base and its task vectors.</summary>
internal static unsafe class MergeKernel
{
    /// <param name="stack">Base and task vectors, row after row.</param>
    /// <param name="stride">Elements from one row of the stack to the next.</param>
    /// <param name="tasks">Task vectors.</param>
    /// <param name="coefficients">A row of <paramref name="tasks"/> for each sample.</param>
    /// <param name="coefficientStride">Elements from one sample's row to the next.</param>
    /// <param name="samples">Samples.</param>
    /// <param name="merged">Result.</param>
    /// <param name="mergedStride">Elements from one sample's result to the next.</param>
    /// <param name="count">Elements of each row.</param>
    public static void Merge(
        float* stack, long stride, int tasks, float* coefficients, int coefficientStride, int samples, float* merged, long mergedStride, int count)
    {
        // Four samples share the loads of a task vector. When fewer are left, the last one is computed several times over: the same code gives every sample the same bits.
        for (var s = 0; s < samples; s += 4)
        {
            var quad = new Quad(coefficients, coefficientStride, merged, mergedStride, s, samples - 1);
            var done = Simd.Has512 ? Run<Lanes512>(stack, stride, tasks, quad, 0, count)
                : Simd.Has256 ? Run<Lanes256>(stack, stride, tasks, quad, 0, count)
                : Run<Lanes128>(stack, stride, tasks, quad, 0, count);
            Run<Lanes1>(stack, stride, tasks, quad, done, count);
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static int Run<TLanes>(float* stack, long stride, int tasks, in Quad quad, int from, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        float* c0 = quad.C0, c1 = quad.C1, c2 = quad.C2, c3 = quad.C3, m0 = quad.M0, m1 = quad.M1, m2 = quad.M2, m3 = quad.M3;
        var width = TLanes.Count;
        var i = from;
        for (; i + 2 * width <= count; i += 2 * width)
        {
            var row = stack + i;
            var a0 = TLanes.Load(row);
            var b0 = TLanes.Load(row + width);
            TLanes a1 = a0, a2 = a0, a3 = a0, b1 = b0, b2 = b0, b3 = b0;
            for (var k = 0; k < tasks; k++)
            {
                row += stride;
                var a = TLanes.Load(row);
                var b = TLanes.Load(row + width);
                var c = TLanes.Create(c0[k]);
                a0 = TLanes.FusedMultiplyAdd(a, c, a0);
                b0 = TLanes.FusedMultiplyAdd(b, c, b0);
                c = TLanes.Create(c1[k]);
                a1 = TLanes.FusedMultiplyAdd(a, c, a1);
                b1 = TLanes.FusedMultiplyAdd(b, c, b1);
                c = TLanes.Create(c2[k]);
                a2 = TLanes.FusedMultiplyAdd(a, c, a2);
                b2 = TLanes.FusedMultiplyAdd(b, c, b2);
                c = TLanes.Create(c3[k]);
                a3 = TLanes.FusedMultiplyAdd(a, c, a3);
                b3 = TLanes.FusedMultiplyAdd(b, c, b3);
            }

            a0.Store(m0 + i);
            b0.Store(m0 + i + width);
            a1.Store(m1 + i);
            b1.Store(m1 + i + width);
            a2.Store(m2 + i);
            b2.Store(m2 + i + width);
            a3.Store(m3 + i);
            b3.Store(m3 + i + width);
        }

        if (width > 1) return i;
        for (; i < count; i++)
        {
            float r0 = stack[i], r1 = r0, r2 = r0, r3 = r0;
            for (var k = 0; k < tasks; k++)
            {
                var value = stack[(k + 1) * stride + i];
                r0 = MathF.FusedMultiplyAdd(value, c0[k], r0);
                r1 = MathF.FusedMultiplyAdd(value, c1[k], r1);
                r2 = MathF.FusedMultiplyAdd(value, c2[k], r2);
                r3 = MathF.FusedMultiplyAdd(value, c3[k], r3);
            }

            (m0[i], m1[i], m2[i], m3[i]) = (r0, r1, r2, r3);
        }

        return i;
    }

    /// <summary>Where four samples' coefficients and results lie.</summary>
    private readonly struct Quad(float* coefficients, int coefficientStride, float* merged, long mergedStride, int first, int last)
    {
        public readonly float* C0 = coefficients + (long)first * coefficientStride;
        public readonly float* C1 = coefficients + Math.Min(first + 1L, last) * coefficientStride;
        public readonly float* C2 = coefficients + Math.Min(first + 2L, last) * coefficientStride;
        public readonly float* C3 = coefficients + Math.Min(first + 3L, last) * coefficientStride;
        public readonly float* M0 = merged + first * mergedStride;
        public readonly float* M1 = merged + Math.Min(first + 1L, last) * mergedStride;
        public readonly float* M2 = merged + Math.Min(first + 2L, last) * mergedStride;
        public readonly float* M3 = merged + Math.Min(first + 3L, last) * mergedStride;
    }
}
