using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>
/// All dot products of some vectors with each other over a block, with the bits of <see cref="BlockSums.Dot"/>: two columns at a time, so that a row is widened once for both.
/// </summary>
internal static unsafe class GramSums
{
    /// <summary>Numbers in the upper triangle for this many vectors.</summary>
    public static int Length(int vectors) => vectors * (vectors + 1) / 2;

    /// <summary>Writes the dot products of a block.</summary>
    /// <param name="vectors">Addresses of the vectors.</param>
    /// <param name="length">Elements of each.</param>
    /// <param name="dots">The upper triangle, row by row: (0,0), (0,1) ... (1,1), (1,2) ...</param>
    /// <exception cref="ArgumentException"><paramref name="dots"/> has another length than the triangle.</exception>
    public static void Fill(ReadOnlySpan<nint> vectors, int length, Span<double> dots)
    {
        if (dots.Length != Length(vectors.Length))
            throw new ArgumentException($"{vectors.Length} vectors have {Length(vectors.Length)} dot products, not {dots.Length}.", nameof(dots));
        var next = 0;
        for (var row = 0; row < vectors.Length; row++)
        {
            var column = row;
            for (; column < vectors.Length - 1; column += 2)
            {
                Pair((float*)vectors[row], (float*)vectors[column], (float*)vectors[column + 1], length, out dots[next], out dots[next + 1]);
                next += 2;
            }

            if (column < vectors.Length)
                dots[next++] = BlockSums.Dot(new((void*)vectors[row], length), new((void*)vectors[column], length));
        }
    }

    private static void Pair(float* row, float* first, float* second, int length, out double firstDot, out double secondDot)
    {
        var firstLanes = stackalloc double[BlockSums.LaneCount];
        var secondLanes = stackalloc double[BlockSums.LaneCount];
        var done = length / BlockSums.LaneCount * BlockSums.LaneCount;
        if (Simd.Has512) Accumulate<DoubleLanes512>(row, first, second, done, firstLanes, secondLanes);
        else if (Simd.Has256) Accumulate<DoubleLanes256>(row, first, second, done, firstLanes, secondLanes);
        else Accumulate<DoubleLanes128>(row, first, second, done, firstLanes, secondLanes);
        for (var i = done; i < length; i++)
        {
            firstLanes[i - done] += (double)row[i] * first[i];
            secondLanes[i - done] += (double)row[i] * second[i];
        }

        firstDot = BlockSums.AddLanes(firstLanes);
        secondDot = BlockSums.AddLanes(secondLanes);
    }

    // As in BlockSums: a wider machine takes more lanes at a time, the sums are the same.
    [MethodImpl(Simd.Kernel)]
    private static void Accumulate<TLanes>(float* row, float* first, float* second, int count, double* firstLanes, double* secondLanes)
        where TLanes : struct, IDoubleLanes<TLanes>
    {
        var step = TLanes.Count;
        for (var lane = 0; lane < BlockSums.LaneCount; lane += 4 * step)
        {
            TLanes a0 = TLanes.Zero, a1 = TLanes.Zero, a2 = TLanes.Zero, a3 = TLanes.Zero;
            TLanes b0 = TLanes.Zero, b1 = TLanes.Zero, b2 = TLanes.Zero, b3 = TLanes.Zero;
            for (var i = lane; i < count; i += BlockSums.LaneCount)
            {
                var (x0, x1) = (TLanes.Load(row + i), TLanes.Load(row + i + step));
                a0 = TLanes.Fma(x0, TLanes.Load(first + i), a0);
                b0 = TLanes.Fma(x0, TLanes.Load(second + i), b0);
                a1 = TLanes.Fma(x1, TLanes.Load(first + i + step), a1);
                b1 = TLanes.Fma(x1, TLanes.Load(second + i + step), b1);
                var (x2, x3) = (TLanes.Load(row + i + (2 * step)), TLanes.Load(row + i + (3 * step)));
                a2 = TLanes.Fma(x2, TLanes.Load(first + i + (2 * step)), a2);
                b2 = TLanes.Fma(x2, TLanes.Load(second + i + (2 * step)), b2);
                a3 = TLanes.Fma(x3, TLanes.Load(first + i + (3 * step)), a3);
                b3 = TLanes.Fma(x3, TLanes.Load(second + i + (3 * step)), b3);
            }

            a0.Store(firstLanes + lane);
            a1.Store(firstLanes + lane + step);
            a2.Store(firstLanes + lane + (2 * step));
            a3.Store(firstLanes + lane + (3 * step));
            b0.Store(secondLanes + lane);
            b1.Store(secondLanes + lane + step);
            b2.Store(secondLanes + lane + (2 * step));
            b3.Store(secondLanes + lane + (3 * step));
        }
    }
}
