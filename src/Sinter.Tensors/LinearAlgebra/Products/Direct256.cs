using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sinter.Tensors;

/// <summary>6 × 16 tile in AVX2 with FMA.</summary>
internal readonly unsafe struct Direct256 : IDirectKernel
{
    public static int Rows => 6;

    public static int Columns => 16;

    [MethodImpl(Simd.Kernel)]
    public static void Multiply(int k, float* a, nint rowStep, nint step, float* b, nint ldb, float* c, nint ldc, int columns, int skip, bool accumulate)
    {
        var zero = Vector256<float>.Zero;
        Vector256<float> c0x = zero, c0y = zero, c1x = zero, c1y = zero, c2x = zero, c2y = zero, c3x = zero, c3y = zero;
        Vector256<float> c4x = zero, c4y = zero, c5x = zero, c5y = zero;
        Vector256<float> first = Mask(columns), second = Mask(columns - 8);
        nint s1 = rowStep, s3 = 3 * rowStep;
        float* p0 = a, p1 = p0 + 4 * rowStep;
        for (; k > 0; k--)
        {
            var x = Load(b, first);
            var y = Load(b + 8, second);
            var s = Vector256.Create(p0[0]);
            c0x = Vector256.FusedMultiplyAdd(s, x, c0x);
            c0y = Vector256.FusedMultiplyAdd(s, y, c0y);
            s = Vector256.Create(p0[s1]);
            c1x = Vector256.FusedMultiplyAdd(s, x, c1x);
            c1y = Vector256.FusedMultiplyAdd(s, y, c1y);
            s = Vector256.Create(p0[2 * s1]);
            c2x = Vector256.FusedMultiplyAdd(s, x, c2x);
            c2y = Vector256.FusedMultiplyAdd(s, y, c2y);
            s = Vector256.Create(p0[s3]);
            c3x = Vector256.FusedMultiplyAdd(s, x, c3x);
            c3y = Vector256.FusedMultiplyAdd(s, y, c3y);
            s = Vector256.Create(p1[0]);
            c4x = Vector256.FusedMultiplyAdd(s, x, c4x);
            c4y = Vector256.FusedMultiplyAdd(s, y, c4y);
            s = Vector256.Create(p1[s1]);
            c5x = Vector256.FusedMultiplyAdd(s, x, c5x);
            c5y = Vector256.FusedMultiplyAdd(s, y, c5y);
            p0 += step;
            p1 += step;
            b += ldb;
        }

        Store(ref c, ldc, first, second, skip > 0, accumulate, c0x, c0y);
        Store(ref c, ldc, first, second, skip > 1, accumulate, c1x, c1y);
        Store(ref c, ldc, first, second, skip > 2, accumulate, c2x, c2y);
        Store(ref c, ldc, first, second, skip > 3, accumulate, c3x, c3y);
        Store(ref c, ldc, first, second, skip > 4, accumulate, c4x, c4y);
        Store(ref c, ldc, first, second, false, accumulate, c5x, c5y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mask(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(float* source, Vector256<float> mask) => Avx.MaskLoad(source, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float* c, nint ldc, Vector256<float> first, Vector256<float> second, bool skip, bool accumulate, Vector256<float> x, Vector256<float> y)
    {
        if (!skip)
        {
            if (accumulate)
            {
                x += Load(c, first);
                y += Load(c + 8, second);
            }

            Avx.MaskStore(c, first, x);
            Avx.MaskStore(c + 8, second, y);
        }

        c += ldc;
    }
}
