namespace Sinter.Data;

/// <summary>The size that pictures are brought to: width and height, or the shorter side alone, so that the shape stays.</summary>
public sealed record ResizeTarget
{
    private ResizeTarget(int width, int height, int shortestEdge) => (Width, Height, ShortestEdge) = (width, height, shortestEdge);

    /// <summary>Pixels a row; 0 when only the shorter side is given.</summary>
    public int Width { get; }

    /// <summary>Rows; 0 when only the shorter side is given.</summary>
    public int Height { get; }

    /// <summary>Pixels of the shorter side; 0 when width and height are given.</summary>
    public int ShortestEdge { get; }

    /// <summary>A width and a height, whatever the shape was.</summary>
    public static ResizeTarget Exactly(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return new(width, height, 0);
    }

    /// <summary>A shorter side; the longer one follows, rounded down, as the Hugging Face image processors have it.</summary>
    public static ResizeTarget Shortest(int edge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(edge, 1);
        return new(0, 0, edge);
    }

    /// <summary>The size that a picture of the given size is brought to.</summary>
    public (int Width, int Height) SizeFor(int width, int height)
    {
        if (ShortestEdge == 0) return (Width, Height);
        var longer = (int)((long)ShortestEdge * Math.Max(width, height) / Math.Min(width, height));
        return width <= height ? (ShortestEdge, longer) : (longer, ShortestEdge);
    }
}
