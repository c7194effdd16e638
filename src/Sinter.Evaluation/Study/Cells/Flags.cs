using System.Text.Json.Serialization;

namespace Sinter.Evaluation;

/// <summary>A bit for every picture, kept as hexadecimal digits of four pictures each, the first picture in the highest bit.</summary>
[JsonConverter(typeof(FlagsJson))]
internal sealed class Flags(bool[] values)
{
    private const int Digit = 4;

    public bool[] Values { get; } = values;

    public int Count => Values.Length;

    /// <summary>The share that is set.</summary>
    public double Share => Values.Count(static value => value) / (double)Values.Length;

    /// <summary><c>5:d8</c> is 1 1 0 1 1.</summary>
    public static Flags Parse(string text)
    {
        var at = text.IndexOf(':', StringComparison.Ordinal);
        var values = new bool[int.Parse(text.AsSpan(0, at), System.Globalization.CultureInfo.InvariantCulture)];
        for (var i = 0; i < values.Length; i++)
        {
            var digit = Convert.ToInt32(text.Substring(at + 1 + i / Digit, 1), 16);
            values[i] = (digit >> (Digit - 1 - i % Digit) & 1) == 1;
        }

        return new Flags(values);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var digits = new char[(Values.Length + Digit - 1) / Digit];
        for (var d = 0; d < digits.Length; d++)
        {
            var digit = 0;
            for (var i = 0; i < Digit; i++)
                if (d * Digit + i < Values.Length && Values[d * Digit + i]) digit |= 1 << (Digit - 1 - i);
            digits[d] = "0123456789abcdef"[digit];
        }

        return $"{Values.Length}:{new string(digits)}";
    }
}
