using System.Numerics;
using System.Runtime.InteropServices;

namespace Sinter.Data;

/// <summary>Where a figure drawn around the origin comes to lie: x ↦ A x + t.</summary>
/// <param name="Across">What the figure's x axis becomes.</param>
/// <param name="Down">What its y axis becomes.</param>
/// <param name="Centre">What its origin becomes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Placement(Vector2 Across, Vector2 Down, Vector2 Centre)
{
    /// <summary>Turned by at most <paramref name="turn"/> turns either way, slanted and stretched by at most <paramref name="bend"/>, of a radius, and within the picture.</summary>
    public static Placement Random(Draws random, float leastRadius, float mostRadius, float turn, float bend)
    {
        var radius = random.Between(leastRadius, mostRadius);
        var direction = Turns.Direction(random.Between(-turn, turn));
        var (wide, slant) = (1 + random.Between(-bend, bend), random.Between(-bend, bend));
        var across = direction * (radius * wide);
        var down = (new Vector2(-direction.Y, direction.X) * radius) + (direction * (radius * slant));
        return new Placement(across, down, random.Near(new Vector2(16), Math.Max(0, 15.5f - (radius * (1 + bend)))));
    }

    /// <summary>Where a point of the figure lies.</summary>
    public Vector2 Of(Vector2 point) => (Across * point.X) + (Down * point.Y) + Centre;

    /// <summary>Where points of the figure lie.</summary>
    public void Of(ReadOnlySpan<Vector2> points, Span<Vector2> destination)
    {
        for (var i = 0; i < points.Length; i++) destination[i] = Of(points[i]);
    }
}
