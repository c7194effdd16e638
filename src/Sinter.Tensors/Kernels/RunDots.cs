using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>
/// All dot products of some vectors with each other over a short run of elements, in float32: for vectors whose angles are wide, as task vectors' are. Element i goes to partial sum
/// i mod 32 by fused multiply-adds; the 32 are added in double, so that the bits are the same on every machine.
/// </summary>
internal static unsafe class RunDots
{
    /// <summary>Elements of a run: 64 a partial sum.</summary>
    public const int Length = 64 * Lanes;

    private const int Lanes = BlockSums.LaneCount;

    /// <summary>Adds the dot products of a run.</summary>
    /// <param name="vectors">Addresses of the vectors.</param>
    /// <param name="count">Elements of each, at most <see cref="Length"/>.</param>
    /// <param name="dots">The upper triangle, row by row: (0,0), (0,1) ... (1,1), (1,2) ...</param>
    /// <exception cref="ArgumentException"><paramref name="dots"/> has another length than the triangle, or the run is too long.</exception>
    public static void Add(ReadOnlySpan<nint> vectors, int count, Span<double> dots)
    {
        if (dots.Length != GramSums.Length(vectors.Length) || count > Length)
            throw new ArgumentException($"{vectors.Length} vectors of {count} elements and {dots.Length} dot products: expected at most {Length} and {GramSums.Length(vectors.Length)}.", nameof(dots));
        float* space = stackalloc float[(2 * Lanes) + (Simd.Alignment / sizeof(float))], part = Simd.Align(space);
        var next = 0;
        for (var row = 0; row < vectors.Length; row++)
        {
            for (var column = row; column < vectors.Length; column += 2)
            {
                var isPair = column + 1 < vectors.Length;
                var a = (float*)vectors[row];
                var b = (float*)vectors[column];
                var c = isPair ? (float*)vectors[column + 1] : b;
                if (Simd.Has512) Run<Lanes512>(a, b, c, count, part);
                else if (Simd.Has256) Run<Lanes256>(a, b, c, count, part);
                else Run<Lanes128>(a, b, c, count, part);
                for (var i = count / Lanes * Lanes; i < count; i++)
                {
                    part[i % Lanes] = MathF.FusedMultiplyAdd(a[i], b[i], part[i % Lanes]);
                    part[Lanes + (i % Lanes)] = MathF.FusedMultiplyAdd(a[i], c[i], part[Lanes + (i % Lanes)]);
                }

                dots[next++] += Sum(part);
                if (isPair) dots[next++] += Sum(part + Lanes);
            }
        }
    }

    // Two columns at a time, two registers of each; narrow ones go over the run several times.
    [MethodImpl(Simd.Kernel)]
    private static void Run<TLanes>(float* row, float* first, float* second, int count, float* part)
        where TLanes : struct, ILanes<TLanes>
    {
        for (var lane = 0; lane < Lanes; lane += 2 * TLanes.Count)
        {
            TLanes a0 = default, a1 = default, b0 = default, b1 = default;
            for (var i = lane; i < count / Lanes * Lanes; i += Lanes)
            {
                var (x0, x1) = (TLanes.Load(row + i), TLanes.Load(row + i + TLanes.Count));
                a0 = TLanes.FusedMultiplyAdd(x0, TLanes.Load(first + i), a0);
                a1 = TLanes.FusedMultiplyAdd(x1, TLanes.Load(first + i + TLanes.Count), a1);
                b0 = TLanes.FusedMultiplyAdd(x0, TLanes.Load(second + i), b0);
                b1 = TLanes.FusedMultiplyAdd(x1, TLanes.Load(second + i + TLanes.Count), b1);
            }

            a0.Store(part + lane);
            a1.Store(part + lane + TLanes.Count);
            b0.Store(part + Lanes + lane);
            b1.Store(part + Lanes + lane + TLanes.Count);
        }
    }

    private static double Sum(float* part)
    {
        var lanes = stackalloc double[Lanes];
        for (var lane = 0; lane < Lanes; lane++) lanes[lane] = part[lane];
        return BlockSums.AddLanes(lanes);
    }
}
