using System.Numerics;
using System.Runtime.InteropServices;

namespace Sinter.Data;

/// <summary>A circle's line; a radius of 0 and the disc's radius as half the width make a disc.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct RingDistance(Vector2 centre, float radius, float half) : IDistance
{
    public Vector<float> At(Vector<float> x, Vector<float> y)
    {
        var (dx, dy) = (x - new Vector<float>(centre.X), y - new Vector<float>(centre.Y));
        return Vector.Abs(Vector.SquareRoot((dx * dx) + (dy * dy)) - new Vector<float>(radius)) - new Vector<float>(half);
    }
}
