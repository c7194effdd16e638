namespace Sinter.Merging;

/// <summary>A run of a tensor's elements that is read at once: whole blocks, but for the tensor's end.</summary>
/// <param name="Start">Number of the first element.</param>
/// <param name="Length">Number of elements.</param>
internal readonly record struct TensorPart(long Start, int Length)
{
    /// <summary>Number of the first element after it.</summary>
    public long End => Start + Length;

    /// <summary>At most <paramref name="most"/> elements from <paramref name="start"/> on, none from <paramref name="end"/> on.</summary>
    public static TensorPart From(long start, int most, long end) => new(start, (int)Math.Min(most, end - start));
}
