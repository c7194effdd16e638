using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sinter.Tensors;

/// <summary>8 × 8 tile for any machine: 16 accumulators suit Arm64's 32 registers.</summary>
internal readonly unsafe struct Kernel128 : IProductKernel
{
    public static int Rows => 8;

    public static int Columns => 8;

    public static int DepthBlock => 256;

    public static int RowBlock => 128;

    [MethodImpl(Simd.Kernel)]
    public static void Multiply(long k, float* a, float* b, float* c, long ldc, bool accumulate)
    {
        var zero = Vector128<float>.Zero;
        Vector128<float> c0x = zero, c0y = zero, c1x = zero, c1y = zero, c2x = zero, c2y = zero, c3x = zero, c3y = zero;
        Vector128<float> c4x = zero, c4y = zero, c5x = zero, c5y = zero, c6x = zero, c6y = zero, c7x = zero, c7y = zero;
        for (; k > 0; k--)
        {
            var x = Vector128.Load(b);
            var y = Vector128.Load(b + 4);
            var s = Vector128.Create(a[0]);
            c0x = Add(s, x, c0x);
            c0y = Add(s, y, c0y);
            s = Vector128.Create(a[1]);
            c1x = Add(s, x, c1x);
            c1y = Add(s, y, c1y);
            s = Vector128.Create(a[2]);
            c2x = Add(s, x, c2x);
            c2y = Add(s, y, c2y);
            s = Vector128.Create(a[3]);
            c3x = Add(s, x, c3x);
            c3y = Add(s, y, c3y);
            s = Vector128.Create(a[4]);
            c4x = Add(s, x, c4x);
            c4y = Add(s, y, c4y);
            s = Vector128.Create(a[5]);
            c5x = Add(s, x, c5x);
            c5y = Add(s, y, c5y);
            s = Vector128.Create(a[6]);
            c6x = Add(s, x, c6x);
            c6y = Add(s, y, c6y);
            s = Vector128.Create(a[7]);
            c7x = Add(s, x, c7x);
            c7y = Add(s, y, c7y);
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
    }

    [MethodImpl(Simd.Kernel)]
    public static void MultiplyHalf(long k, float* a, float* b, float* c, long ldc, bool accumulate)
    {
        var zero = Vector128<float>.Zero;
        Vector128<float> c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero;
        Vector128<float> c6 = zero, c7 = zero;
        for (; k > 0; k--)
        {
            var x = Vector128.Load(b);
            c0 = Add(Vector128.Create(a[0]), x, c0);
            c1 = Add(Vector128.Create(a[1]), x, c1);
            c2 = Add(Vector128.Create(a[2]), x, c2);
            c3 = Add(Vector128.Create(a[3]), x, c3);
            c4 = Add(Vector128.Create(a[4]), x, c4);
            c5 = Add(Vector128.Create(a[5]), x, c5);
            c6 = Add(Vector128.Create(a[6]), x, c6);
            c7 = Add(Vector128.Create(a[7]), x, c7);
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
    }

    [MethodImpl(Simd.Kernel)]
    public static void PackTransposed(float* source, long ld, int rows, int k, float* destination, int width, int filled) =>
        Packing.TransposedTail(source, ld, 0, rows, k, destination, width, filled);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Add(Vector128<float> s, Vector128<float> x, Vector128<float> sum) => Vector128.MultiplyAddEstimate(s, x, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float* c, long ldc, bool accumulate, Vector128<float> x, Vector128<float> y)
    {
        if (accumulate)
        {
            x += Vector128.Load(c);
            y += Vector128.Load(c + 4);
        }

        x.Store(c);
        y.Store(c + 4);
        c += ldc;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float* c, long ldc, bool accumulate, Vector128<float> x)
    {
        if (accumulate) x += Vector128.Load(c);
        x.Store(c);
        c += ldc;
    }
}
