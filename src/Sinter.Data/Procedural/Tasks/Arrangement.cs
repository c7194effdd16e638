using System.Collections.Immutable;
using System.Numerics;

namespace Sinter.Data;

/// <summary>How a few colours share the picture; which colours they are means nothing.</summary>
internal sealed class Arrangement : ProceduralTask
{
    // beyond the picture, wherever its middle is
    private const float Far = 48;

    public override string Name => "arrangement";

    public override string Summary => "how colours share the picture: halves, quarters, an odd one, a frame";

    public override ImmutableArray<string> Classes { get; } = ["left and right", "top and bottom", "crosswise", "odd quarter", "four", "frame"];

    public override void Draw(Canvas canvas, Draws random, int label)
    {
        Span<Colour> colours = stackalloc Colour[4];
        colours[0] = Colour.Any(random);
        colours[1] = colours[0].Against(random, 0.25f);
        colours[2] = Apart(random, colours[0], colours[1], colours[0]);
        colours[3] = Apart(random, colours[0], colours[1], colours[2]);
        canvas.Clear(colours[0]);
        var (middle, turn) = (random.Near(new Vector2(16), 5), Turns.Direction(random.Between(-0.03f, 0.03f)));
        void Box(Colour colour, float left, float top, float right, float bottom)
        {
            var place = new Placement(turn, new Vector2(-turn.Y, turn.X), middle);
            Span<Vector2> corners = [place.Of(new(left, top)), place.Of(new(right, top)), place.Of(new(right, bottom)), place.Of(new(left, bottom))];
            canvas.Polygon(corners);
            canvas.Fill(colour);
        }

        switch (label)
        {
            case 0:
                Box(colours[1], 0, -Far, Far, Far);
                break;
            case 1:
                Box(colours[1], -Far, 0, Far, Far);
                break;
            case 2:
                Box(colours[1], 0, -Far, Far, 0);
                Box(colours[1], -Far, 0, 0, Far);
                break;
            case 3:
                var (right, below) = (random.Chance(0.5f), random.Chance(0.5f));
                Box(colours[1], right ? 0 : -Far, below ? 0 : -Far, right ? Far : 0, below ? Far : 0);
                break;
            case 4:
                Box(colours[1], 0, -Far, Far, Far);
                Box(colours[2], -Far, 0, Far, Far);
                Box(colours[3], 0, 0, Far, Far);
                break;
            default:
                Box(colours[1], -random.Between(4.5f, 9), -random.Between(4.5f, 9), random.Between(4.5f, 9), random.Between(4.5f, 9));
                break;
        }

        for (var i = random.Whole(4); i > 0; i--) Scene.Clutter(canvas, random, colours[random.Whole(2)]);
    }

    // the best of a few tries
    private static Colour Apart(Draws random, Colour a, Colour b, Colour c)
    {
        var (best, distance) = (default(Colour), -1f);
        for (var i = 0; i < 6; i++)
        {
            var colour = Colour.Any(random);
            var nearest = Math.Min(Distance(colour, a), Math.Min(Distance(colour, b), Distance(colour, c)));
            if (nearest > distance) (best, distance) = (colour, nearest);
        }

        return best;
    }

    private static float Distance(Colour a, Colour b) => Math.Abs(a.Red - b.Red) + Math.Abs(a.Green - b.Green) + Math.Abs(a.Blue - b.Blue);
}
