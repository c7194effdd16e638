using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sinter.Tensors;

/// <summary>6 × 16 tile in AVX2 with FMA: 12 accumulators of the 16 registers.</summary>
internal readonly unsafe struct Kernel256 : IProductKernel
{
    public static int Rows => 6;

    public static int Columns => 16;

    public static int DepthBlock => 256;

    public static int RowBlock => 192;

    [MethodImpl(Simd.Kernel)]
    public static void Multiply(long k, float* a, float* b, float* c, long ldc, bool accumulate)
    {
        var zero = Vector256<float>.Zero;
        Vector256<float> c0x = zero, c0y = zero, c1x = zero, c1y = zero, c2x = zero, c2y = zero, c3x = zero, c3y = zero;
        Vector256<float> c4x = zero, c4y = zero, c5x = zero, c5y = zero;
        PrefetchTile(c, ldc);
        for (; k > 0; k--)
        {
            var x = Vector256.Load(b);
            var y = Vector256.Load(b + 8);
            var s = Vector256.Create(a[0]);
            c0x = Add(s, x, c0x);
            c0y = Add(s, y, c0y);
            s = Vector256.Create(a[1]);
            c1x = Add(s, x, c1x);
            c1y = Add(s, y, c1y);
            s = Vector256.Create(a[2]);
            c2x = Add(s, x, c2x);
            c2y = Add(s, y, c2y);
            s = Vector256.Create(a[3]);
            c3x = Add(s, x, c3x);
            c3y = Add(s, y, c3y);
            s = Vector256.Create(a[4]);
            c4x = Add(s, x, c4x);
            c4y = Add(s, y, c4y);
            s = Vector256.Create(a[5]);
            c5x = Add(s, x, c5x);
            c5y = Add(s, y, c5y);
            a += Rows;
            b += Columns;
        }

        Store(ref c, ldc, accumulate, c0x, c0y);
        Store(ref c, ldc, accumulate, c1x, c1y);
        Store(ref c, ldc, accumulate, c2x, c2y);
        Store(ref c, ldc, accumulate, c3x, c3y);
        Store(ref c, ldc, accumulate, c4x, c4y);
        Store(ref c, ldc, accumulate, c5x, c5y);
    }

    [MethodImpl(Simd.Kernel)]
    public static void MultiplyHalf(long k, float* a, float* b, float* c, long ldc, bool accumulate)
    {
        var zero = Vector256<float>.Zero;
        Vector256<float> c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero;
        for (; k > 0; k--)
        {
            var x = Vector256.Load(b);
            c0 = Add(Vector256.Create(a[0]), x, c0);
            c1 = Add(Vector256.Create(a[1]), x, c1);
            c2 = Add(Vector256.Create(a[2]), x, c2);
            c3 = Add(Vector256.Create(a[3]), x, c3);
            c4 = Add(Vector256.Create(a[4]), x, c4);
            c5 = Add(Vector256.Create(a[5]), x, c5);
            a += Rows;
            b += Columns;
        }

        Store(ref c, ldc, accumulate, c0);
        Store(ref c, ldc, accumulate, c1);
        Store(ref c, ldc, accumulate, c2);
        Store(ref c, ldc, accumulate, c3);
        Store(ref c, ldc, accumulate, c4);
        Store(ref c, ldc, accumulate, c5);
    }

    [MethodImpl(Simd.Kernel)]
    public static void PackTransposed(float* source, long ld, int rows, int k, float* destination, int width, int filled)
    {
        var r = 0;
        for (; r + 4 <= rows; r += 4)
        {
            float* s0 = source + r * ld, s1 = s0 + ld, s2 = s1 + ld, s3 = s2 + ld, d = destination + r;
            var p = 0;
            for (; p + 8 <= k; p += 8, d += 8 * width)
            {
                var a0 = Vector256.Load(s0 + p);
                var a1 = Vector256.Load(s1 + p);
                var a2 = Vector256.Load(s2 + p);
                var a3 = Vector256.Load(s3 + p);
                var t0 = Avx.UnpackLow(a0, a1).AsDouble();
                var t1 = Avx.UnpackHigh(a0, a1).AsDouble();
                var t2 = Avx.UnpackLow(a2, a3).AsDouble();
                var t3 = Avx.UnpackHigh(a2, a3).AsDouble();
                Scatter(d, 4 * width, Avx.UnpackLow(t0, t2).AsSingle());
                Scatter(d + width, 4 * width, Avx.UnpackHigh(t0, t2).AsSingle());
                Scatter(d + 2 * width, 4 * width, Avx.UnpackLow(t1, t3).AsSingle());
                Scatter(d + 3 * width, 4 * width, Avx.UnpackHigh(t1, t3).AsSingle());
            }

            for (; p < k; p++, d += width) (d[0], d[1], d[2], d[3]) = (s0[p], s1[p], s2[p], s3[p]);
        }

        if (r + 2 <= rows)
        {
            float* s0 = source + r * ld, s1 = s0 + ld, d = destination + r;
            for (var p = 0; p < k; p++, d += width) (d[0], d[1]) = (s0[p], s1[p]);
            r += 2;
        }

        Packing.TransposedTail(source, ld, r, rows, k, destination, width, filled);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scatter(float* d, int step, Vector256<float> v)
    {
        v.GetLower().Store(d);
        v.GetUpper().Store(d + step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add(Vector256<float> s, Vector256<float> x, Vector256<float> sum) => Vector256.FusedMultiplyAdd(s, x, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float* c, long ldc, bool accumulate, Vector256<float> x, Vector256<float> y)
    {
        if (accumulate)
        {
            x += Vector256.Load(c);
            y += Vector256.Load(c + 8);
        }

        x.Store(c);
        y.Store(c + 8);
        c += ldc;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float* c, long ldc, bool accumulate, Vector256<float> x)
    {
        if (accumulate) x += Vector256.Load(c);
        x.Store(c);
        c += ldc;
    }

    // The misses on C overlap the k loop: worth up to ten percent of the peak on large matrices.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchTile(float* c, long ldc)
    {
        for (var i = 0; i < Rows; i++, c += ldc)
        {
            Sse.Prefetch0(c);
        }
    }
}
