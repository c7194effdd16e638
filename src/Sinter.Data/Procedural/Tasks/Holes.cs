using System.Collections.Immutable;
using System.Numerics;

namespace Sinter.Data;

/// <summary>A connected figure with 0 to 3 holes: closed rings, open rings and discs, joined by lines.</summary>
internal sealed class Holes : ProceduralTask
{
    private const int Parts = 3;

    public override string Name => "holes";

    public override string Summary => "how many holes a figure has, 0 to 3";

    public override ImmutableArray<string> Classes { get; } = ["none", "one", "two", "three"];

    public override void Draw(Canvas canvas, Draws random, int label)
    {
        var ink = Scene.Begin(canvas, random, clutter: 2);
        Span<int> order = [0, 1, 2];
        random.Shuffle(order);
        Span<Vector2> centres = stackalloc Vector2[Parts];
        var (turn, middle, width) = (random.Unit(), random.Near(new Vector2(16), 1), random.Between(1.3f, 2));
        for (var i = 0; i < Parts; i++) centres[i] = middle + (Turns.Direction(turn + (i / (float)Parts) + random.Between(-0.03f, 0.03f)) * random.Between(7.6f, 9));
        for (var i = 0; i < Parts; i++)
        {
            var radius = random.Between(3.4f, 5);
            var next = (i + 1) % Parts;
            if (i > 0) Join(canvas, centres[i], radius, centres[next], width);
            Part(canvas, random, centres[i], radius, width, closed: order[i] < label);
        }

        canvas.Fill(ink);
    }

    private static void Join(Canvas canvas, Vector2 from, float radius, Vector2 to, float width)
    {
        var along = Vector2.Normalize(to - from);
        canvas.Line(from + (along * radius), to - (along * 3.4f), width);
    }

    // an open ring lacks a third of its line, so that its inside is the outside
    private static void Part(Canvas canvas, Draws random, Vector2 centre, float radius, float width, bool closed)
    {
        if (!closed && random.Chance(0.4f))
        {
            canvas.Disc(centre, radius * random.Between(0.7f, 1));
            return;
        }

        var start = random.Unit();
        Span<Vector2> points = stackalloc Vector2[14];
        for (var i = 0; i < points.Length; i++) points[i] = centre + (Turns.Direction(start + ((closed ? 1 : 0.62f) * i / (points.Length - 1))) * radius);
        canvas.Path(points, width);
    }
}
