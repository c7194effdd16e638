using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>
/// All dot products of up to three task vectors W − B with each other, of stored bfloat16, without writing the task vectors: for vectors whose angles are wide. Elements 2i and 2i + 1 go to
/// partial sum i mod 16, one after the other, by fused multiply-adds in float32; every 64 elements a partial sum is added in double, so that the bits are the same on every machine.
/// </summary>
internal static unsafe class DifferenceDots
{
    /// <summary>Vectors at most.</summary>
    public const int Vectors = 3;

    private const int Lanes = 16;
    private const int Run = 64 * Lanes;
    private const int Products = Vectors * (Vectors + 1) / 2;

    /// <summary>Adds the dot products.</summary>
    /// <param name="origin">Address of B.</param>
    /// <param name="models">Addresses of the W.</param>
    /// <param name="count">Elements of each.</param>
    /// <param name="dots">The upper triangle, row by row: (0,0), (0,1) ... (1,1), (1,2) ...</param>
    /// <exception cref="ArgumentException"><paramref name="dots"/> has another length than the triangle, or there are too many vectors.</exception>
    public static void Add(byte* origin, ReadOnlySpan<nint> models, int count, Span<double> dots)
    {
        if (models.Length is 0 or > Vectors || dots.Length != GramSums.Length(models.Length))
            throw new ArgumentException($"{models.Length} vectors and {dots.Length} dot products: expected 1 to {Vectors} and {GramSums.Length(models.Length)}.", nameof(dots));
        // The last vector stands in for those that are missing; their products are left out.
        ushort* start = (ushort*)origin, a = (ushort*)models[0], b = (ushort*)models[Math.Min(1, models.Length - 1)], c = (ushort*)models[^1];
        float* space = stackalloc float[(Products * Lanes) + (Simd.Alignment / sizeof(float))], parts = Simd.Align(space);
        var sums = stackalloc double[Products * Lanes];
        for (var first = 0; first < count; first += Run, start += Run, a += Run, b += Run, c += Run)
        {
            var length = Math.Min(Run, count - first);
            var done = length / (2 * Lanes) * (2 * Lanes);
            if (Simd.Has512) Add<Lanes512>(start, a, b, c, done, parts);
            else if (Simd.Has256) Add<Lanes256>(start, a, b, c, done, parts);
            else Add<Lanes128>(start, a, b, c, done, parts);
            for (var i = done; i < length; i++) AddOne(start[i], a[i], b[i], c[i], parts + (i / 2 % Lanes));
            BlockSums.Collect(parts, Products * Lanes, sums);
        }

        for (int row = 0, next = 0; row < models.Length; row++)
            for (var column = row; column < models.Length; column++) dots[next++] += BlockSums.AddLanes(sums + (Product(row, column) * Lanes), Lanes);
    }

    // A row's products follow those of the rows above.
    private static int Product(int row, int column) => (row * Vectors) - (row * (row - 1) / 2) + column - row;

    // Registers that hold fewer than all partial sums go over the run several times.
    [MethodImpl(Simd.Kernel)]
    private static void Add<TLanes>(ushort* origin, ushort* a, ushort* b, ushort* c, int count, float* parts)
        where TLanes : struct, ILanes<TLanes>
    {
        for (var lane = 0; lane < Lanes; lane += TLanes.Count)
        {
            TLanes aa = default, ab = default, ac = default, bb = default, bc = default, cc = default;
            for (var i = 2 * lane; i < count; i += 2 * Lanes)
            {
                var origin0 = TLanes.LoadBFloat16Pair(origin + i, out var origin1);
                var (a0, b0, c0) = (TLanes.LoadBFloat16Pair(a + i, out var a1) - origin0, TLanes.LoadBFloat16Pair(b + i, out var b1) - origin0, TLanes.LoadBFloat16Pair(c + i, out var c1) - origin0);
                a1 -= origin1;
                b1 -= origin1;
                c1 -= origin1;
                aa = TLanes.FusedMultiplyAdd(a1, a1, TLanes.FusedMultiplyAdd(a0, a0, aa));
                ab = TLanes.FusedMultiplyAdd(a1, b1, TLanes.FusedMultiplyAdd(a0, b0, ab));
                ac = TLanes.FusedMultiplyAdd(a1, c1, TLanes.FusedMultiplyAdd(a0, c0, ac));
                bb = TLanes.FusedMultiplyAdd(b1, b1, TLanes.FusedMultiplyAdd(b0, b0, bb));
                bc = TLanes.FusedMultiplyAdd(b1, c1, TLanes.FusedMultiplyAdd(b0, c0, bc));
                cc = TLanes.FusedMultiplyAdd(c1, c1, TLanes.FusedMultiplyAdd(c0, c0, cc));
            }

            aa.Store(parts + lane);
            ab.Store(parts + Lanes + lane);
            ac.Store(parts + (2 * Lanes) + lane);
            bb.Store(parts + (3 * Lanes) + lane);
            bc.Store(parts + (4 * Lanes) + lane);
            cc.Store(parts + (5 * Lanes) + lane);
        }
    }

    private static void AddOne(ushort origin, ushort a, ushort b, ushort c, float* parts)
    {
        var start = (float)new BFloat16(origin);
        var x = stackalloc float[Vectors] { (float)new BFloat16(a) - start, (float)new BFloat16(b) - start, (float)new BFloat16(c) - start };
        for (var row = 0; row < Vectors; row++)
        {
            for (var column = row; column < Vectors; column++)
            {
                var part = parts + (Product(row, column) * Lanes);
                *part = MathF.FusedMultiplyAdd(x[row], x[column], *part);
            }
        }
    }
}
