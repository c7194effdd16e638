using System.Collections.Immutable;
using System.Numerics;

namespace Sinter.Data;

/// <summary>The way that something went, from its trail.</summary>
internal sealed class Trails : ProceduralTask
{
    private const int Points = 26;

    public override string Name => "trails";

    public override string Summary => "how something moved, from its trail";

    public override ImmutableArray<string> Classes { get; } = ["straight", "arc", "wave", "zigzag", "loop", "spiral", "hops"];

    public override void Draw(Canvas canvas, Draws random, int label)
    {
        var ink = Scene.Begin(canvas, random);
        var place = Placement.Random(random, 9.5f, 13, 0.5f, 0.1f);
        var (width, swing) = (random.Between(1.2f, 2.4f), random.Between(0.8f, 1.15f) * (random.Chance(0.5f) ? 1 : -1));
        Span<Vector2> points = stackalloc Vector2[Points];
        for (var i = 0; i < Points; i++)
        {
            var t = (2f * i / (Points - 1)) - 1;
            points[i] = place.Of(At(label, t, swing));
        }

        for (var i = 1; i < Points; i++)
        {
            if (label != 6) canvas.Line(points[i - 1], points[i], width);
            else if (i % 4 == 2) canvas.Line(points[i - 1], points[i], width);
        }

        canvas.Disc(points[^1], width * 1.2f);
        canvas.Fill(ink);
    }

    // the place at time t from −1 to 1
    private static Vector2 At(int label, float t, float swing) => label switch
    {
        1 => new Vector2(t, ((t * t) - 0.5f) * 0.9f * swing),
        2 => new Vector2(t, 0.45f * swing * Turns.Sin(t)),
        3 => new Vector2(t, 0.5f * swing * ((4 * Math.Abs((t * 1.5f) - MathF.Floor(t * 1.5f) - 0.5f)) - 1)),
        4 => Loop(t, swing),
        5 => Turns.Direction(((t + 1) * 0.95f * Math.Sign(swing)) + 0.1f) * (0.15f + (0.42f * (t + 1))),
        _ => new Vector2(t, 0),
    };

    // along a line, once around in the middle third, and on
    private static Vector2 Loop(float t, float swing)
    {
        const float third = 1 / 3f;
        if (t < -third) return new Vector2(-1 + ((t + 1) * 1.5f), 0.4f * swing);
        if (t > third) return new Vector2((t - third) * 1.5f, 0.4f * swing);
        var turn = Turns.Direction((t + third) * 1.5f);
        return new Vector2(-turn.Y * -0.45f, (0.4f - (0.45f * (1 - turn.X))) * swing);
    }
}
