using System.Collections.Immutable;
using System.Numerics;
using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>64 signs that nobody knows, each of 2 to 4 lines, curves and rings: to teach a base what characters are made of.</summary>
internal sealed class Strokes : ProceduralTask
{
    private const int Signs = 64;
    private const int PointsAStroke = 9;
    private readonly ImmutableArray<ImmutableArray<Vector2[]>> _strokes = [.. Invent()];

    public override string Name => "strokes";

    public override string Summary => "which of 64 invented signs of lines, curves and rings; for pre-training";

    public override int Pictures => 32000;

    public override ImmutableArray<string> Classes { get; } = [.. Enumerable.Range(0, Signs).Select(static i => $"sign {i:00}")];

    public override void Draw(Canvas canvas, Draws random, int label)
    {
        var ink = Scene.Begin(canvas, random);
        var place = Placement.Random(random, 6.5f, 11.5f, 0.05f, 0.25f);
        var width = random.Between(1.2f, 3);
        Span<Vector2> points = stackalloc Vector2[PointsAStroke];
        foreach (var stroke in _strokes[label])
        {
            var shift = random.Near(Vector2.Zero, 0.8f);
            place.Of(stroke, points);
            foreach (ref var point in points) point += shift;
            canvas.Path(points, width);
        }

        canvas.Fill(ink, random.Between(0.75f, 1));
    }

    // signs are drawn until 64 differ enough from one another, seen on a grid of 6 × 6
    private static List<ImmutableArray<Vector2[]>> Invent()
    {
        var (random, stream) = (new Draws(), new Philox(0, "strokes"));
        List<ImmutableArray<Vector2[]>> signs = [];
        List<ulong> looks = [];
        for (var number = 0; signs.Count < Signs; number++)
        {
            random.Start(stream, number);
            ImmutableArray<Vector2[]> sign = [.. Enumerable.Range(0, 2 + random.Whole(3)).Select(_ => Stroke(random))];
            var look = sign.SelectMany(static stroke => stroke).Aggregate(0ul, static (bits, point) => bits | (1ul << ((6 * Cell(point.Y)) + Cell(point.X))));
            if (BitOperations.PopCount(look) < 10 || looks.Exists(other => BitOperations.PopCount(other ^ look) < 9)) continue;
            signs.Add(sign);
            looks.Add(look);
        }

        return signs;
    }

    private static int Cell(float value) => Math.Clamp((int)((value + 1) * 3), 0, 5);

    private static Vector2[] Stroke(Draws random)
    {
        Vector2 Corner() => new((random.Whole(4) / 1.5f) - 1, (random.Whole(4) / 1.5f) - 1);
        var (from, to) = (Corner(), Corner());
        while (Vector2.DistanceSquared(from, to) < 1) to = Corner();
        var kind = random.Unit();
        if (kind < 0.2f)
        {
            var radius = random.Between(0.3f, 0.6f);
            return [.. Enumerable.Range(0, PointsAStroke).Select(i => (from * 0.5f) + (Turns.Direction(i / (PointsAStroke - 1f)) * radius))];
        }

        // a quadratic curve; bent by nothing it is a line
        var bend = kind < 0.6f ? 0 : random.Between(0.5f, 0.9f) * (random.Chance(0.5f) ? 1 : -1);
        var control = ((from + to) / 2) + (new Vector2(from.Y - to.Y, to.X - from.X) * bend);
        return [.. Enumerable.Range(0, PointsAStroke).Select(i => i / (PointsAStroke - 1f)).Select(t => (from * ((1 - t) * (1 - t))) + (control * (2 * t * (1 - t))) + (to * (t * t)))];
    }
}
