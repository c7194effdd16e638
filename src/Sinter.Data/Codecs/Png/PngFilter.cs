using System.Numerics.Tensors;

namespace Sinter.Data;

/// <summary>The five filters of PNG rows (PNG specification, section 9): what is stored is the difference to the bytes to the left and above.</summary>
internal static class PngFilter
{
    /// <summary>Filters there are.</summary>
    public const int Count = 5;

    /// <summary>Takes the filter off a row, in place.</summary>
    /// <param name="filter">0 to 4.</param>
    /// <param name="row">The row as it is stored; becomes the samples.</param>
    /// <param name="above">The samples of the row above; zeros for the first.</param>
    /// <param name="pixel">Bytes a pixel.</param>
    /// <returns>False when there is no such filter.</returns>
    public static bool Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int pixel)
    {
        switch (filter)
        {
            case 0: return true;
            case 1:
                for (var i = pixel; i < row.Length; i++) row[i] += row[i - pixel];
                return true;
            case 2:
                TensorPrimitives.Add(row, above, row);
                return true;
            case 3:
                for (var i = 0; i < row.Length; i++) row[i] += (byte)(((i < pixel ? 0 : row[i - pixel]) + above[i]) / 2);
                return true;
            case 4:
                var first = Math.Min(pixel, row.Length);
                for (var i = 0; i < first; i++) row[i] += above[i];
                for (var i = pixel; i < row.Length; i++) row[i] += Paeth(row[i - pixel], above[i], above[i - pixel]);
                return true;
            default: return false;
        }
    }

    /// <summary>Filters a row.</summary>
    /// <inheritdoc cref="Undo" path="/param"/>
    /// <param name="destination">Receives the filtered bytes.</param>
    public static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int pixel, Span<byte> destination)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var (left, corner) = i < pixel ? ((byte)0, (byte)0) : (row[i - pixel], above[i - pixel]);
            destination[i] = (byte)(row[i] - filter switch
            {
                0 => 0,
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                _ => Paeth(left, above[i], corner),
            });
        }
    }

    /// <summary>Of left, above and corner the one nearest to left + above − corner; the earlier one of equals.</summary>
    private static byte Paeth(byte left, byte above, byte corner)
    {
        var (toLeft, toAbove) = (Math.Abs(above - corner), Math.Abs(left - corner));
        var toCorner = Math.Abs(left + above - (2 * corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
