using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Random bits to normal numbers by Box and Muller's formula, in float32: within 10⁻⁶ of the exact value, and the same bits on every machine.</summary>
internal static unsafe class NormalConversion
{
    private const float Unit = 1f / (1 << 24);

    // 1.5 · 2^23: adding it leaves a whole number in the last bits.
    private const float RoundingNumber = 12582912f;

    /// <summary>
    /// x ← √(−2 ln u) · cos(2π v), in place, where u of (0, 1] comes from the lower 24 bits of x and v of [0, 1) from those of <paramref name="angles"/>.
    /// </summary>
    public static void ToNormal(Span<float> bits, ReadOnlySpan<uint> angles)
    {
        fixed (float* pointer = bits)
        fixed (uint* angle = angles)
        {
            var done = Simd.Has512 ? ToNormal<Lanes512>(pointer, (float*)angle, 0, bits.Length)
                : Simd.Has256 ? ToNormal<Lanes256>(pointer, (float*)angle, 0, bits.Length)
                : ToNormal<Lanes128>(pointer, (float*)angle, 0, bits.Length);
            ToNormal<Lanes1>(pointer, (float*)angle, done, bits.Length);
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static int ToNormal<TLanes>(float* values, float* angles, int start, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        var (mask, unit) = (Bits<TLanes>(0x00FFFFFF), TLanes.Create(Unit));
        var i = start;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            var u = TLanes.FusedMultiplyAdd(TLanes.FromInteger(TLanes.Load(values + i) & mask), unit, unit);
            var v = TLanes.FromInteger(TLanes.Load(angles + i) & mask) * unit;
            (TLanes.Sqrt(TLanes.Create(-2) * Logarithm(u)) * CosineOfTurns(v)).Store(values + i);
        }

        return i;
    }

    // u = m · 2^e with m from √½ to √2; a polynomial in m − 1 (the coefficients of Cephes' logf).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Logarithm<TLanes>(TLanes u)
        where TLanes : struct, ILanes<TLanes>
    {
        var one = TLanes.Create(1);
        var exponent = TLanes.FusedMultiplyAdd(TLanes.FromInteger(u & Bits<TLanes>(0x7F800000)), TLanes.Create(1f / (1 << 23)), TLanes.Create(-126));
        var mantissa = (u & Bits<TLanes>(0x007FFFFF)) | Bits<TLanes>(0x3F000000);
        var small = TLanes.GreaterThan(TLanes.Create(0.70710678f), mantissa);
        exponent -= one & small;
        var x = mantissa + (mantissa & small) - one;
        var z = x * x;
        var p = TLanes.Create(7.0376836292e-2f);
        p = TLanes.FusedMultiplyAdd(p, x, TLanes.Create(-1.1514610310e-1f));
        p = TLanes.FusedMultiplyAdd(p, x, TLanes.Create(1.1676998740e-1f));
        p = TLanes.FusedMultiplyAdd(p, x, TLanes.Create(-1.2420140846e-1f));
        p = TLanes.FusedMultiplyAdd(p, x, TLanes.Create(1.4249322787e-1f));
        p = TLanes.FusedMultiplyAdd(p, x, TLanes.Create(-1.6668057665e-1f));
        p = TLanes.FusedMultiplyAdd(p, x, TLanes.Create(2.0000714765e-1f));
        p = TLanes.FusedMultiplyAdd(p, x, TLanes.Create(-2.4999993993e-1f));
        p = TLanes.FusedMultiplyAdd(p, x, TLanes.Create(3.3333331174e-1f));

        // ln 2 in two parts, the first with few bits.
        var low = TLanes.FusedMultiplyAdd(exponent, TLanes.Create(-2.12194440e-4f), p * x * z);
        low = TLanes.FusedMultiplyAdd(TLanes.Create(-0.5f), z, low);
        return TLanes.FusedMultiplyAdd(exponent, TLanes.Create(0.693359375f), x + low);
    }

    // The nearest quarter of a turn, and a sine or cosine of the rest (the coefficients of Cephes' sinf and cosf).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes CosineOfTurns<TLanes>(TLanes turns)
        where TLanes : struct, ILanes<TLanes>
    {
        var (one, rounding) = (TLanes.Create(1), TLanes.Create(RoundingNumber));
        var quarters = turns * TLanes.Create(4);
        var rounded = quarters + rounding;
        var angle = (quarters - (rounded - rounding)) * TLanes.Create(MathF.PI / 2);
        var z = angle * angle;
        var sine = TLanes.FusedMultiplyAdd(TLanes.Create(-1.9515295891e-4f), z, TLanes.Create(8.3321608736e-3f));
        sine = TLanes.FusedMultiplyAdd(sine, z, TLanes.Create(-1.6666654611e-1f));
        sine = TLanes.FusedMultiplyAdd(sine * z, angle, angle);
        var cosine = TLanes.FusedMultiplyAdd(TLanes.Create(2.443315711809948e-5f), z, TLanes.Create(-1.388731625493765e-3f));
        cosine = TLanes.FusedMultiplyAdd(cosine, z, TLanes.Create(4.166664568298827e-2f));
        cosine = TLanes.FusedMultiplyAdd(cosine * z, z, TLanes.FusedMultiplyAdd(TLanes.Create(-0.5f), z, one));

        // cos, −sin, −cos, sin: odd quarters take the sine, the second and third the minus.
        var odd = TLanes.SameBits(rounded & Bits<TLanes>(1), Bits<TLanes>(1));
        var minus = TLanes.SameBits((rounded + one) & Bits<TLanes>(2), Bits<TLanes>(2));
        return TLanes.Select(odd, sine, cosine) ^ (minus & Bits<TLanes>(0x80000000));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Bits<TLanes>(uint bits)
        where TLanes : struct, ILanes<TLanes> => TLanes.Create(BitConverter.UInt32BitsToSingle(bits));
}
