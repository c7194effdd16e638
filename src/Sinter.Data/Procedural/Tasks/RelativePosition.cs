using System.Collections.Immutable;
using System.Numerics;

namespace Sinter.Data;

/// <summary>Where a disc lies, seen from a square.</summary>
internal sealed class RelativePosition : ProceduralTask
{
    public override string Name => "position";

    public override string Summary => "where a disc lies, seen from a square";

    public override ImmutableArray<string> Classes { get; } = ["above", "below", "left", "right", "inside", "around"];

    public override void Draw(Canvas canvas, Draws random, int label)
    {
        var ink = Scene.Begin(canvas, random, clutter: 2);
        var other = ink.Against(random, 0.3f);
        if (label < 4) Beside(canvas, random, label, ink, random.Chance(0.5f) ? ink : other);
        else Nested(canvas, random, label == 4, ink, other);
    }

    private static void Beside(Canvas canvas, Draws random, int label, Colour disc, Colour square)
    {
        var (radius, half) = (random.Between(2.5f, 4.5f), random.Between(2.2f, 4.2f));
        var (far, aside) = (radius + half + random.Between(1.5f, 6), random.Between(-4, 4));
        var offset = label switch
        {
            0 => new Vector2(aside, -far),
            1 => new Vector2(aside, far),
            2 => new Vector2(-far, aside),
            _ => new Vector2(far, aside),
        };

        // any place where both are in the picture
        var (low, high) = (Vector2.Min(Vector2.Zero, offset) - new Vector2(5), Vector2.Max(Vector2.Zero, offset) + new Vector2(5));
        var at = new Vector2(random.Between(-low.X, 32 - high.X), random.Between(-low.Y, 32 - high.Y));
        canvas.Disc(at + offset, radius);
        canvas.Fill(disc);
        Square(canvas, random, at, half);
        canvas.Fill(square);
    }

    private static void Nested(Canvas canvas, Draws random, bool discInside, Colour inner, Colour outer)
    {
        var (big, small) = (random.Between(7, 11), random.Between(2.2f, 3.8f));
        var at = random.Near(new Vector2(16), 15.5f - big);
        if (discInside) Square(canvas, random, at, big * 0.9f);
        else canvas.Disc(at, big);
        canvas.Fill(outer);
        var within = random.Near(at, (big - small) * 0.4f);
        if (discInside) canvas.Disc(within, small);
        else Square(canvas, random, within, small * 0.9f);
        canvas.Fill(inner);
    }

    private static void Square(Canvas canvas, Draws random, Vector2 centre, float half)
    {
        var across = Turns.Direction(random.Between(-0.03f, 0.03f)) * half;
        var down = new Vector2(-across.Y, across.X);
        Span<Vector2> corners = [centre + across + down, centre + across - down, centre - across - down, centre - across + down];
        canvas.Polygon(corners);
    }
}
