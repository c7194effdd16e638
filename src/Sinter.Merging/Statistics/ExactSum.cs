namespace Sinter.Merging;

/// <summary>
/// A sum of doubles without rounding, in fixed point over their whole range: any order of additions and any number of partial sums give the same result.
/// So a statistic of the whole model needs neither one slot a block nor a fixed order of the blocks.
/// </summary>
internal sealed class ExactSum
{
    // The smallest double is 2^−1074; the digits count multiples of it in base 2^32. A digit takes 2^30 additions before it could overflow.
    private const int MinimumExponent = -1074;
    private const int DigitBits = 32;
    private const int Digits = 68;
    private const int AdditionsBetweenCarries = 1 << 30;
    private readonly long[] _digits = new long[Digits];
    private int _additions;
    private double _special;

    /// <summary>Adds a number; a NaN or infinity makes the sum one.</summary>
    public void Add(double value)
    {
        if (!double.IsFinite(value))
        {
            _special += value;
            return;
        }

        if (value == 0) return;
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = (UInt128)((ulong)bits & 0xFFFFFFFFFFFFFUL | (exponent == 0 ? 0 : 1UL << 52));
        var position = Math.Max(0, exponent - 1);
        var digit = position / DigitBits;
        mantissa <<= position % DigitBits;
        var sign = bits < 0 ? -1L : 1L;
        _digits[digit] += sign * (uint)(mantissa & uint.MaxValue);
        _digits[digit + 1] += sign * (uint)((mantissa >> 32) & uint.MaxValue);
        _digits[digit + 2] += sign * (uint)(mantissa >> 64);
        if (++_additions >= AdditionsBetweenCarries) Carry();
    }

    /// <summary>Adds another sum.</summary>
    public void Add(ExactSum other)
    {
        other.Carry();
        Carry();
        for (var i = 0; i < Digits; i++) _digits[i] += other._digits[i];
        _special += other._special;
        Carry();
    }

    /// <summary>The sum, rounded (faithfully, and always alike).</summary>
    public double ToDouble()
    {
        if (!double.IsFinite(_special)) return _special;
        Carry();
        var negative = _digits[Digits - 1] < 0;
        if (negative) Negate();
        var sum = 0.0;
        for (var i = 0; i < Digits; i++)
            if (_digits[i] != 0) sum += Scale(_digits[i], i * DigitBits + MinimumExponent);
        if (negative) Negate();
        return negative ? -sum : sum;
    }

    // In two steps, for the highest digits' powers alone exceed the range of double.
    private static double Scale(long digit, int exponent) => Math.ScaleB(Math.ScaleB(digit, exponent / 2), exponent - exponent / 2);

    private void Negate()
    {
        for (var i = 0; i < Digits; i++) _digits[i] = -_digits[i];
        Carry();
    }

    // Digits 0 .. 2^32 − 1 each, the sign in the last.
    private void Carry()
    {
        for (var i = 0; i < Digits - 1; i++)
        {
            _digits[i + 1] += _digits[i] >> DigitBits;
            _digits[i] &= uint.MaxValue;
        }

        _additions = 0;
    }
}
