using System.Collections.Immutable;
using System.Numerics;

namespace Sinter.Data;

/// <summary>8 filled shapes of any size and direction, plain or striped.</summary>
internal sealed class Shapes : ProceduralTask
{
    public override string Name => "shapes";

    public override string Summary => "which of 8 shapes, plain or striped, turned any way";

    public override ImmutableArray<string> Classes { get; } = ["disc", "triangle", "square", "star", "cross", "ring", "crescent", "arrow"];

    public override void Draw(Canvas canvas, Draws random, int label)
    {
        var ink = Scene.Begin(canvas, random);
        var place = Placement.Random(random, 6, 11, 0.5f, 0.12f);
        switch (label)
        {
            case 0:
                Regular(canvas, place, 20, 1);
                break;
            case 1:
                Regular(canvas, place, 3, 1);
                break;
            case 2:
                Regular(canvas, place, 4, 1);
                break;
            case 3:
                Regular(canvas, place, 10, 0.45f);
                break;
            case 4:
                Outline(canvas, place, [
                    new(-0.3f, -1), new(0.3f, -1), new(0.3f, -0.3f), new(1, -0.3f), new(1, 0.3f), new(0.3f, 0.3f),
                    new(0.3f, 1), new(-0.3f, 1), new(-0.3f, 0.3f), new(-1, 0.3f), new(-1, -0.3f), new(-0.3f, -0.3f),
                ]);
                break;
            case 5:
                Regular(canvas, place, 20, 1);
                Regular(canvas, place with { Across = place.Across * 0.5f, Down = place.Down * 0.5f }, 20, 1, cut: true);
                break;
            case 6:
                Regular(canvas, place, 20, 1);
                Regular(canvas, place with { Centre = place.Of(new Vector2(0.5f, 0)), Across = place.Across * 0.85f, Down = place.Down * 0.85f }, 20, 1, cut: true);
                break;
            default:
                Outline(canvas, place, [new(1, 0), new(0.1f, 0.8f), new(0.1f, 0.3f), new(-1, 0.3f), new(-1, -0.3f), new(0.1f, -0.3f), new(0.1f, -0.8f)]);
                break;
        }

        if (random.Chance(0.3f)) canvas.Weave(Pattern.Random(PatternKind.Stripes, random, 3, 5, 0), within: true);
        canvas.Fill(ink, random.Between(0.8f, 1));
    }

    // corners on the unit circle, every second one pulled in
    private static void Regular(Canvas canvas, Placement place, int corners, float inner, bool cut = false)
    {
        Span<Vector2> points = stackalloc Vector2[corners];
        for (var i = 0; i < corners; i++) points[i] = place.Of(Turns.Direction((float)i / corners) * (i % 2 == 0 ? 1 : inner));
        canvas.Polygon(points, cut);
    }

    private static void Outline(Canvas canvas, Placement place, ReadOnlySpan<Vector2> corners)
    {
        Span<Vector2> points = stackalloc Vector2[corners.Length];
        place.Of(corners, points);
        canvas.Polygon(points);
    }
}
