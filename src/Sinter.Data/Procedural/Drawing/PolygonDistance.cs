using System.Numerics;

namespace Sinter.Data;

/// <summary>A filled polygon; where it crosses itself, inside and outside alternate.</summary>
internal readonly ref struct PolygonDistance(ReadOnlySpan<Vector2> corners) : IDistance
{
    private readonly ReadOnlySpan<Vector2> _corners = corners;

    public Vector<float> At(Vector<float> x, Vector<float> y)
    {
        var nearest = new Vector<float>(float.MaxValue);
        var sign = Vector<float>.One;
        var before = _corners[^1];
        foreach (var corner in _corners)
        {
            var edge = before - corner;
            var (px, py) = (x - new Vector<float>(corner.X), y - new Vector<float>(corner.Y));
            var place = Vector.Min(Vector.Max(((px * edge.X) + (py * edge.Y)) / new Vector<float>(Math.Max((edge.X * edge.X) + (edge.Y * edge.Y), 1e-6f)), Vector<float>.Zero), Vector<float>.One);
            var (dx, dy) = (px - (place * edge.X), py - (place * edge.Y));
            nearest = Vector.Min(nearest, (dx * dx) + (dy * dy));

            // a ray to the right crosses the edge: the point changes sides
            var above = Vector.GreaterThanOrEqual(y, new Vector<float>(corner.Y));
            var below = Vector.LessThan(y, new Vector<float>(before.Y));
            var left = Vector.GreaterThan(px * -edge.Y, py * -edge.X);
            var crossed = (above & below & left) | ~(above | below | left);
            sign = Vector.ConditionalSelect(crossed, -sign, sign);
            before = corner;
        }

        return Vector.SquareRoot(nearest) * sign;
    }
}
