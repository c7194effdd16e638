using System.Collections.Immutable;
using System.Numerics;

namespace Sinter.Data;

/// <summary>16 letter-like signs of straight strokes, turned, slanted, thick or thin, on any ground.</summary>
internal sealed class Glyphs : ProceduralTask
{
    // strokes by the points of a grid: a letter for the column (a to e), a number for the row (0 to 4)
    private static readonly (string Name, string Strokes)[] Signs =
    [
        ("tent", "a4-c0-e4 b2-d2"),
        ("comb", "a0-a4 a0-e0 a2-e2 a4-e4"),
        ("flag", "a0-a4 a0-e0 a2-d2"),
        ("gate", "a0-a4 e0-e4 a2-e2"),
        ("kick", "a0-a4 e0-a2-e4"),
        ("corner", "a0-a4-e4"),
        ("bolt", "a4-a0-e4-e0"),
        ("pole", "a0-e0 c0-c4"),
        ("cup", "a0-a3-b4-d4-e3-e0"),
        ("vee", "a0-c4-e0"),
        ("cross", "a0-e4 e0-a4"),
        ("fork", "a0-c2-e0 c2-c4"),
        ("zed", "a0-e0-a4-e4"),
        ("trident", "a0-a2-e2-e0 c0-c4"),
        ("house", "a4-a1-c0-e1-e4-a4"),
        ("hook", "e1-d0-b0-a1-b2-d2-e3-d4-b4-a3"),
    ];

    private static readonly ImmutableArray<ImmutableArray<Vector2[]>> Strokes =
        [.. Signs.Select(static sign => sign.Strokes.Split(' ').Select(static stroke => stroke.Split('-').Select(Point).ToArray()).ToImmutableArray())];

    public override string Name => "glyphs";

    public override string Summary => "which of 16 letter-like signs";

    public override ImmutableArray<string> Classes { get; } = [.. Signs.Select(static sign => sign.Name)];

    public override void Draw(Canvas canvas, Draws random, int label)
    {
        var ink = Scene.Begin(canvas, random);
        var place = Placement.Random(random, 6.5f, 11.5f, 0.055f, 0.25f);
        var width = random.Between(1.3f, 3.2f);
        Span<Vector2> points = stackalloc Vector2[16];
        foreach (var stroke in Strokes[label])
        {
            for (var i = 0; i < stroke.Length; i++) points[i] = random.Near(place.Of(stroke[i]), 0.7f);
            canvas.Path(points[..stroke.Length], width);
        }

        canvas.Fill(ink, random.Between(0.75f, 1));
    }

    private static Vector2 Point(string place) => new((place[0] - 'c') / 2.2f, (place[1] - '2') / 2f);
}
