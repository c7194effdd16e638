using System.Numerics;
using System.Runtime.InteropServices;

namespace Sinter.Data;

/// <summary>A line from one point to another with round ends.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct SegmentDistance(Vector2 from, Vector2 to, float half) : IDistance
{
    private readonly Vector2 _from = from;
    private readonly Vector2 _along = to - from;

    // a point is a line without length
    private readonly float _perLength = 1 / Math.Max(((to.X - from.X) * (to.X - from.X)) + ((to.Y - from.Y) * (to.Y - from.Y)), 1e-6f);

    public Vector<float> At(Vector<float> x, Vector<float> y)
    {
        var (px, py) = (x - new Vector<float>(_from.X), y - new Vector<float>(_from.Y));
        var place = Vector.Min(Vector.Max(((px * _along.X) + (py * _along.Y)) * _perLength, Vector<float>.Zero), Vector<float>.One);
        var (dx, dy) = (px - (place * _along.X), py - (place * _along.Y));
        return Vector.SquareRoot((dx * dx) + (dy * dy)) - new Vector<float>(half);
    }
}
