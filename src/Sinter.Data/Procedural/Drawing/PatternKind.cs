namespace Sinter.Data;

/// <summary>Families of surfaces.</summary>
internal enum PatternKind
{
    Stripes,
    Checks,
    Dots,
    Bricks,
    Zigzags,
    Grid,
    Rings,
    Blotches,
}
