using System.Numerics;
using System.Runtime.InteropServices;

namespace Sinter.Data;

/// <summary>A surface of two tones: how much of the second covers a point, from 0 to 1.</summary>
/// <param name="kind">The family.</param>
/// <param name="period">Pixels after which it repeats.</param>
/// <param name="angle">How far it is turned, in turns.</param>
/// <param name="phase">Where it starts, in pixels.</param>
/// <param name="warp">How far its lines wave, in pixels; blotches come apart instead.</param>
/// <param name="share">About how much of the surface is covered, from 0 to 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Pattern(PatternKind kind, float period, float angle, Vector2 phase, float warp, float share)
{
    private readonly Vector2 _along = Turns.Direction(angle) / period;

    /// <summary>A surface of a family, anywhere and in any direction that is not given.</summary>
    public static Pattern Random(PatternKind kind, Draws random, float leastPeriod, float mostPeriod, float warp, float? angle = null) => new(
        kind, random.Between(leastPeriod, mostPeriod), angle ?? random.Unit(), new Vector2(random.Between(0, 32), random.Between(0, 32)), warp, random.Between(0.4f, 0.6f));

    /// <summary>The cover of the points.</summary>
    public Vector<float> At(Vector<float> x, Vector<float> y)
    {
        var (px, py) = (x - new Vector<float>(phase.X), y - new Vector<float>(phase.Y));
        if (warp > 0 && kind != PatternKind.Blotches) (px, py) = (px + (Turns.Sin(py * 0.06f) * warp), py + (Turns.Sin(px * 0.06f) * warp));
        var (u, v) = ((px * _along.X) + (py * _along.Y), (py * _along.X) - (px * _along.Y));
        return kind switch
        {
            PatternKind.Stripes => Edge(Triangle(u) - new Vector<float>(0.5f - (share / 2))),
            PatternKind.Checks => Edge(Turns.Sin(u) * Turns.Sin(v) * 0.2f),
            PatternKind.Dots => Edge(new Vector<float>(0.2f + (share * 0.3f)) - Vector.SquareRoot(Square(Centred(u)) + Square(Centred(v)))),
            PatternKind.Bricks => Edge(Vector.Min(Triangle((u * 0.5f) + (Vector.Floor(v) * 0.5f)) * 2, Triangle(v)) - new Vector<float>(0.06f + (share * 0.12f))),
            PatternKind.Zigzags => Edge(Triangle(v + (Triangle(u * 0.6f) * 1.6f)) - new Vector<float>(0.5f - (share / 2))),
            PatternKind.Grid => Edge(new Vector<float>(share * 0.28f) - Vector.Min(Triangle(u), Triangle(v))),
            PatternKind.Rings => Edge(Triangle(Vector.SquareRoot(Square(px / period) + Square(py / period))) - new Vector<float>(0.5f - (share / 2))),
            _ => Edge((Turns.Sin(u + (Turns.Sin(v * 0.61f) * 0.35f)) + Turns.Sin((v * 0.83f) + (u * 0.47f)) + Turns.Sin((u * 0.71f) - (v * 0.39f)) - new Vector<float>(0.35f * warp)) * 0.2f),
        };
    }

    // how far from the nearest whole number: 0 to a half
    private static Vector<float> Triangle(Vector<float> value) => Vector.Abs(Centred(value + new Vector<float>(0.5f)));

    private static Vector<float> Centred(Vector<float> value) => value - Vector.Floor(value) - new Vector<float>(0.5f);

    private static Vector<float> Square(Vector<float> value) => value * value;

    // a distance in periods to how much of the pixel is covered
    private Vector<float> Edge(Vector<float> inside) => Vector.Min(Vector.Max((inside * period) + new Vector<float>(0.5f), Vector<float>.Zero), Vector<float>.One);
}
