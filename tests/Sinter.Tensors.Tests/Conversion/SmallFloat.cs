namespace Sinter.Tensors.Tests;

/// <summary>The slow reference: a small float format as the list of its values, rounding as a search for the nearest.</summary>
internal sealed class SmallFloat
{
    private readonly double[] _values;

    private SmallFloat(ElementType type, int exponentBits, int mantissaBits, bool hasInfinity)
    {
        Type = type;
        (ExponentBits, MantissaBits, HasInfinity) = (exponentBits, mantissaBits, hasInfinity);
        Bits = 1 + exponentBits + mantissaBits;
        var magnitudes = 1 << (Bits - 1);
        FiniteCodes = hasInfinity ? magnitudes - (1 << mantissaBits) : magnitudes - 1;
        _values = [.. Enumerable.Range(0, FiniteCodes).Select(Magnitude)];
    }

    public static SmallFloat F16 { get; } = new(ElementType.F16, 5, 10, hasInfinity: true);

    public static SmallFloat BF16 { get; } = new(ElementType.BF16, 8, 7, hasInfinity: true);

    public static SmallFloat E4M3 { get; } = new(ElementType.F8E4M3, 4, 3, hasInfinity: false);

    public static SmallFloat E5M2 { get; } = new(ElementType.F8E5M2, 5, 2, hasInfinity: true);

    public ElementType Type { get; }

    public int Bits { get; }

    public int FiniteCodes { get; }

    private int ExponentBits { get; }

    private int MantissaBits { get; }

    private bool HasInfinity { get; }

    public static SmallFloat Of(ElementType type) => type switch
    {
        ElementType.F16 => F16,
        ElementType.BF16 => BF16,
        ElementType.F8E4M3 => E4M3,
        _ => E5M2,
    };

    /// <summary>The value of a code.</summary>
    public double Decode(int code)
    {
        var magnitude = code & ((1 << (Bits - 1)) - 1);
        var sign = magnitude == code ? 1.0 : -1.0;
        return magnitude < FiniteCodes ? sign * _values[magnitude] : HasInfinity && magnitude == FiniteCodes ? sign * double.PositiveInfinity : double.NaN;
    }

    /// <summary>The code of the nearest value, ties to the even code; null for NaN, of which there are many.</summary>
    public int? Encode(float value)
    {
        if (float.IsNaN(value)) return null;
        var sign = float.IsNegative(value) ? 1 << (Bits - 1) : 0;
        var magnitude = Math.Abs((double)value);
        var next = Magnitude(FiniteCodes);
        var index = Array.BinarySearch(_values, magnitude);
        if (index >= 0) return sign | index;
        var above = ~index;
        var upper = above < FiniteCodes ? _values[above] : next;
        var below = above - 1;
        var code = magnitude - _values[below] < upper - magnitude ? below
            : magnitude - _values[below] > upper - magnitude ? above
            : below % 2 == 0 ? below : above;
        return code < FiniteCodes ? sign | code : HasInfinity ? sign | FiniteCodes : null;
    }

    /// <summary>The value a code would have if the exponents went on.</summary>
    private double Magnitude(int code)
    {
        var bias = (1 << (ExponentBits - 1)) - 1;
        var exponent = code >> MantissaBits;
        var mantissa = code & ((1 << MantissaBits) - 1);
        var scale = Math.ScaleB(1, -MantissaBits);
        return exponent == 0 ? mantissa * scale * Math.ScaleB(1, 1 - bias) : (1 + (mantissa * scale)) * Math.ScaleB(1, exponent - bias);
    }
}
