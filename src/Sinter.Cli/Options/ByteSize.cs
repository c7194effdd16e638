using System.Globalization;

namespace Sinter.Cli;

/// <summary>Amounts of bytes as people write them: <c>5GB</c> (10⁹), <c>300MiB</c> (2²⁰), <c>1048576</c>.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, double Bytes)[] Units =
    [
        ("KIB", 1 << 10), ("MIB", 1 << 20), ("GIB", 1 << 30), ("TIB", 1L << 40),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
        ("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("B", 1),
    ];

    /// <summary>Reads an amount; null when it is none.</summary>
    public static long? Parse(string text)
    {
        var number = text.AsSpan().Trim();
        var factor = 1.0;
        foreach (var (unit, bytes) in Units)
        {
            if (!number.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            number = number[..^unit.Length].TrimEnd();
            factor = bytes;
            break;
        }

        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return null;
        var size = value * factor;
        return size is >= 1 and < long.MaxValue ? (long)size : null;
    }

    /// <summary>For people: <c>1.53 GB</c>.</summary>
    public static string Format(long bytes)
    {
        var value = (double)bytes;
        foreach (var unit in (ReadOnlySpan<string>)["B", "kB", "MB", "GB"])
        {
            if (value < 999.5) return Write(value, unit);
            value /= 1000;
        }

        return Write(value, "TB");
    }

    private static string Write(double value, string unit)
    {
        var format = unit == "B" || value >= 99.95 ? "0" : value >= 9.995 ? "0.0" : "0.00";
        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString(format, CultureInfo.InvariantCulture)} {unit}");
    }
}
