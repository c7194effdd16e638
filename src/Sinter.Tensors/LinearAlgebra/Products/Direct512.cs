using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sinter.Tensors;

/// <summary>13 × 32 tile in AVX-512: 65 tokens of a vision transformer are five tiles, 50 of CLIP four.</summary>
internal readonly unsafe struct Direct512 : IDirectKernel
{
    public static int Rows => 13;

    public static int Columns => 32;

    [MethodImpl(Simd.Kernel)]
    public static void Multiply(int k, float* a, nint rowStep, nint step, float* b, nint ldb, float* c, nint ldc, int columns, int skip, bool accumulate)
    {
        var zero = Vector512<float>.Zero;
        Vector512<float> c0x = zero, c0y = zero, c1x = zero, c1y = zero, c2x = zero, c2y = zero, c3x = zero, c3y = zero;
        Vector512<float> c4x = zero, c4y = zero, c5x = zero, c5y = zero, c6x = zero, c6y = zero, c7x = zero, c7y = zero;
        Vector512<float> c8x = zero, c8y = zero, c9x = zero, c9y = zero, c10x = zero, c10y = zero, c11x = zero, c11y = zero;
        Vector512<float> c12x = zero, c12y = zero;
        Vector512<float> first = Mask(columns), second = Mask(columns - 16);
        nint s1 = rowStep, s3 = 3 * rowStep;
        float* p0 = a, p1 = p0 + 4 * rowStep, p2 = p1 + 4 * rowStep, p3 = p2 + 4 * rowStep;
        for (; k > 0; k--)
        {
            var x = Load(b, first);
            var y = Load(b + 16, second);
            var s = Vector512.Create(p0[0]);
            c0x = Vector512.FusedMultiplyAdd(s, x, c0x);
            c0y = Vector512.FusedMultiplyAdd(s, y, c0y);
            s = Vector512.Create(p0[s1]);
            c1x = Vector512.FusedMultiplyAdd(s, x, c1x);
            c1y = Vector512.FusedMultiplyAdd(s, y, c1y);
            s = Vector512.Create(p0[2 * s1]);
            c2x = Vector512.FusedMultiplyAdd(s, x, c2x);
            c2y = Vector512.FusedMultiplyAdd(s, y, c2y);
            s = Vector512.Create(p0[s3]);
            c3x = Vector512.FusedMultiplyAdd(s, x, c3x);
            c3y = Vector512.FusedMultiplyAdd(s, y, c3y);
            s = Vector512.Create(p1[0]);
            c4x = Vector512.FusedMultiplyAdd(s, x, c4x);
            c4y = Vector512.FusedMultiplyAdd(s, y, c4y);
            s = Vector512.Create(p1[s1]);
            c5x = Vector512.FusedMultiplyAdd(s, x, c5x);
            c5y = Vector512.FusedMultiplyAdd(s, y, c5y);
            s = Vector512.Create(p1[2 * s1]);
            c6x = Vector512.FusedMultiplyAdd(s, x, c6x);
            c6y = Vector512.FusedMultiplyAdd(s, y, c6y);
            s = Vector512.Create(p1[s3]);
            c7x = Vector512.FusedMultiplyAdd(s, x, c7x);
            c7y = Vector512.FusedMultiplyAdd(s, y, c7y);
            s = Vector512.Create(p2[0]);
            c8x = Vector512.FusedMultiplyAdd(s, x, c8x);
            c8y = Vector512.FusedMultiplyAdd(s, y, c8y);
            s = Vector512.Create(p2[s1]);
            c9x = Vector512.FusedMultiplyAdd(s, x, c9x);
            c9y = Vector512.FusedMultiplyAdd(s, y, c9y);
            s = Vector512.Create(p2[2 * s1]);
            c10x = Vector512.FusedMultiplyAdd(s, x, c10x);
            c10y = Vector512.FusedMultiplyAdd(s, y, c10y);
            s = Vector512.Create(p2[s3]);
            c11x = Vector512.FusedMultiplyAdd(s, x, c11x);
            c11y = Vector512.FusedMultiplyAdd(s, y, c11y);
            s = Vector512.Create(p3[0]);
            c12x = Vector512.FusedMultiplyAdd(s, x, c12x);
            c12y = Vector512.FusedMultiplyAdd(s, y, c12y);
            p0 += step;
            p1 += step;
            p2 += step;
            p3 += step;
            b += ldb;
        }

        Store(ref c, ldc, first, second, skip > 0, accumulate, c0x, c0y);
        Store(ref c, ldc, first, second, skip > 1, accumulate, c1x, c1y);
        Store(ref c, ldc, first, second, skip > 2, accumulate, c2x, c2y);
        Store(ref c, ldc, first, second, skip > 3, accumulate, c3x, c3y);
        Store(ref c, ldc, first, second, skip > 4, accumulate, c4x, c4y);
        Store(ref c, ldc, first, second, skip > 5, accumulate, c5x, c5y);
        Store(ref c, ldc, first, second, skip > 6, accumulate, c6x, c6y);
        Store(ref c, ldc, first, second, skip > 7, accumulate, c7x, c7y);
        Store(ref c, ldc, first, second, skip > 8, accumulate, c8x, c8y);
        Store(ref c, ldc, first, second, skip > 9, accumulate, c9x, c9y);
        Store(ref c, ldc, first, second, skip > 10, accumulate, c10x, c10y);
        Store(ref c, ldc, first, second, skip > 11, accumulate, c11x, c11y);
        Store(ref c, ldc, first, second, false, accumulate, c12x, c12y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Mask(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load(float* source, Vector512<float> mask) => Avx512F.MaskLoad(source, mask, Vector512<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float* c, nint ldc, Vector512<float> first, Vector512<float> second, bool skip, bool accumulate, Vector512<float> x, Vector512<float> y)
    {
        if (!skip)
        {
            if (accumulate)
            {
                x += Load(c, first);
                y += Load(c + 16, second);
            }

            Avx512F.MaskStore(c, first, x);
            Avx512F.MaskStore(c + 16, second, y);
        }

        c += ldc;
    }
}
