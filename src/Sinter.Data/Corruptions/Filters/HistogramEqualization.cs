namespace Sinter.Data;

/// <summary>Spreads gray values so that each is about as frequent as any other (OpenCV's equalizeHist): the smallest becomes 0, the largest 255; one value alone stays.</summary>
internal static class HistogramEqualization
{
    /// <param name="image">Whole numbers of 0 to 255, one channel.</param>
    public static Plane Of(Plane image)
    {
        var counts = new int[256];
        foreach (var value in image.Values) counts[(int)value]++;
        var first = counts.AsSpan().IndexOfAnyExcept(0);
        if (counts[first] == image.Values.Length) return image;
        var (scale, sum) = (255f / (image.Values.Length - counts[first]), 0);
        var table = new float[256];
        for (var value = first + 1; value < table.Length; value++) table[value] = MathF.Round((sum += counts[value]) * scale);
        return image.Map(value => table[(int)value]);
    }
}
