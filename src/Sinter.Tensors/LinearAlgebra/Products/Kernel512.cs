using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sinter.Tensors;

/// <summary>12 × 32 tile in AVX-512: 24 accumulators of the 32 registers. Unrolling k or other shapes gain nothing on Zen 5.</summary>
internal readonly unsafe struct Kernel512 : IProductKernel
{
    public static int Rows => 12;

    public static int Columns => 32;

    public static int DepthBlock => 512;

    public static int RowBlock => 192;

    [MethodImpl(Simd.Kernel)]
    public static void Multiply(long k, float* a, float* b, float* c, long ldc, bool accumulate)
    {
        var zero = Vector512<float>.Zero;
        Vector512<float> c0x = zero, c0y = zero, c1x = zero, c1y = zero, c2x = zero, c2y = zero, c3x = zero, c3y = zero;
        Vector512<float> c4x = zero, c4y = zero, c5x = zero, c5y = zero, c6x = zero, c6y = zero, c7x = zero, c7y = zero;
        Vector512<float> c8x = zero, c8y = zero, c9x = zero, c9y = zero, c10x = zero, c10y = zero, c11x = zero, c11y = zero;
        PrefetchTile(c, ldc);
        for (; k > 0; k--)
        {
            var x = Vector512.Load(b);
            var y = Vector512.Load(b + 16);
            var s = Vector512.Create(a[0]);
            c0x = Add(s, x, c0x);
            c0y = Add(s, y, c0y);
            s = Vector512.Create(a[1]);
            c1x = Add(s, x, c1x);
            c1y = Add(s, y, c1y);
            s = Vector512.Create(a[2]);
            c2x = Add(s, x, c2x);
            c2y = Add(s, y, c2y);
            s = Vector512.Create(a[3]);
            c3x = Add(s, x, c3x);
            c3y = Add(s, y, c3y);
            s = Vector512.Create(a[4]);
            c4x = Add(s, x, c4x);
            c4y = Add(s, y, c4y);
            s = Vector512.Create(a[5]);
            c5x = Add(s, x, c5x);
            c5y = Add(s, y, c5y);
            s = Vector512.Create(a[6]);
            c6x = Add(s, x, c6x);
            c6y = Add(s, y, c6y);
            s = Vector512.Create(a[7]);
            c7x = Add(s, x, c7x);
            c7y = Add(s, y, c7y);
            s = Vector512.Create(a[8]);
            c8x = Add(s, x, c8x);
            c8y = Add(s, y, c8y);
            s = Vector512.Create(a[9]);
            c9x = Add(s, x, c9x);
            c9y = Add(s, y, c9y);
            s = Vector512.Create(a[10]);
            c10x = Add(s, x, c10x);
            c10y = Add(s, y, c10y);
            s = Vector512.Create(a[11]);
            c11x = Add(s, x, c11x);
            c11y = Add(s, y, c11y);
            a += Rows;
            b += Columns;
        }

        Store(ref c, ldc, accumulate, c0x, c0y);
        Store(ref c, ldc, accumulate, c1x, c1y);
        Store(ref c, ldc, accumulate, c2x, c2y);
        Store(ref c, ldc, accumulate, c3x, c3y);
        Store(ref c, ldc, accumulate, c4x, c4y);
        Store(ref c, ldc, accumulate, c5x, c5y);
        Store(ref c, ldc, accumulate, c6x, c6y);
        Store(ref c, ldc, accumulate, c7x, c7y);
        Store(ref c, ldc, accumulate, c8x, c8y);
        Store(ref c, ldc, accumulate, c9x, c9y);
        Store(ref c, ldc, accumulate, c10x, c10y);
        Store(ref c, ldc, accumulate, c11x, c11y);
    }

    [MethodImpl(Simd.Kernel)]
    public static void MultiplyHalf(long k, float* a, float* b, float* c, long ldc, bool accumulate)
    {
        var zero = Vector512<float>.Zero;
        Vector512<float> c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero;
        Vector512<float> c6 = zero, c7 = zero, c8 = zero, c9 = zero, c10 = zero, c11 = zero;
        for (; k > 0; k--)
        {
            var x = Vector512.Load(b);
            c0 = Add(Vector512.Create(a[0]), x, c0);
            c1 = Add(Vector512.Create(a[1]), x, c1);
            c2 = Add(Vector512.Create(a[2]), x, c2);
            c3 = Add(Vector512.Create(a[3]), x, c3);
            c4 = Add(Vector512.Create(a[4]), x, c4);
            c5 = Add(Vector512.Create(a[5]), x, c5);
            c6 = Add(Vector512.Create(a[6]), x, c6);
            c7 = Add(Vector512.Create(a[7]), x, c7);
            c8 = Add(Vector512.Create(a[8]), x, c8);
            c9 = Add(Vector512.Create(a[9]), x, c9);
            c10 = Add(Vector512.Create(a[10]), x, c10);
            c11 = Add(Vector512.Create(a[11]), x, c11);
            a += Rows;
            b += Columns;
        }

        Store(ref c, ldc, accumulate, c0);
        Store(ref c, ldc, accumulate, c1);
        Store(ref c, ldc, accumulate, c2);
        Store(ref c, ldc, accumulate, c3);
        Store(ref c, ldc, accumulate, c4);
        Store(ref c, ldc, accumulate, c5);
        Store(ref c, ldc, accumulate, c6);
        Store(ref c, ldc, accumulate, c7);
        Store(ref c, ldc, accumulate, c8);
        Store(ref c, ldc, accumulate, c9);
        Store(ref c, ldc, accumulate, c10);
        Store(ref c, ldc, accumulate, c11);
    }

    [MethodImpl(Simd.Kernel)]
    public static void PackTransposed(float* source, long ld, int rows, int k, float* destination, int width, int filled)
    {
        var r = 0;
        for (; r + 4 <= rows; r += 4)
        {
            float* s0 = source + r * ld, s1 = s0 + ld, s2 = s1 + ld, s3 = s2 + ld, d = destination + r;
            var ahead = r + 8 <= rows ? 4 * ld : 0;      // pull the next four rows in while these are transposed
            var p = 0;
            for (; p + 16 <= k; p += 16, d += 16 * width)
            {
                var a0 = Vector512.Load(s0 + p);
                var a1 = Vector512.Load(s1 + p);
                var a2 = Vector512.Load(s2 + p);
                var a3 = Vector512.Load(s3 + p);
                Sse.Prefetch0(s0 + p + ahead);
                Sse.Prefetch0(s1 + p + ahead);
                Sse.Prefetch0(s2 + p + ahead);
                Sse.Prefetch0(s3 + p + ahead);
                var t0 = Avx512F.UnpackLow(a0, a1).AsDouble();
                var t1 = Avx512F.UnpackHigh(a0, a1).AsDouble();
                var t2 = Avx512F.UnpackLow(a2, a3).AsDouble();
                var t3 = Avx512F.UnpackHigh(a2, a3).AsDouble();
                Scatter(d, 4 * width, Avx512F.UnpackLow(t0, t2).AsSingle());
                Scatter(d + width, 4 * width, Avx512F.UnpackHigh(t0, t2).AsSingle());
                Scatter(d + 2 * width, 4 * width, Avx512F.UnpackLow(t1, t3).AsSingle());
                Scatter(d + 3 * width, 4 * width, Avx512F.UnpackHigh(t1, t3).AsSingle());
            }

            for (; p < k; p++, d += width) (d[0], d[1], d[2], d[3]) = (s0[p], s1[p], s2[p], s3[p]);
        }

        Packing.TransposedTail(source, ld, r, rows, k, destination, width, filled);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scatter(float* d, int step, Vector512<float> v)
    {
        v.GetLower().GetLower().Store(d);
        Avx512F.ExtractVector128(v, 1).Store(d + step);
        Avx512F.ExtractVector128(v, 2).Store(d + 2 * step);
        Avx512F.ExtractVector128(v, 3).Store(d + 3 * step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add(Vector512<float> s, Vector512<float> x, Vector512<float> sum) => Vector512.FusedMultiplyAdd(s, x, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float* c, long ldc, bool accumulate, Vector512<float> x, Vector512<float> y)
    {
        if (accumulate)
        {
            x += Vector512.Load(c);
            y += Vector512.Load(c + 16);
        }

        x.Store(c);
        y.Store(c + 16);
        c += ldc;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float* c, long ldc, bool accumulate, Vector512<float> x)
    {
        if (accumulate) x += Vector512.Load(c);
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
            Sse.Prefetch0(c + 16);
        }
    }
}
