using System.Collections.Immutable;
using System.Numerics;

namespace Sinter.Data;

/// <summary>1 to 8 discs of one colour and any size that do not touch, among lines and rings of another.</summary>
internal sealed class Counting : ProceduralTask
{
    public override string Name => "counting";

    public override string Summary => "how many discs, 1 to 8, among lines and rings";

    public override ImmutableArray<string> Classes { get; } = ["one", "two", "three", "four", "five", "six", "seven", "eight"];

    public override void Draw(Canvas canvas, Draws random, int label)
    {
        var ink = Scene.Begin(canvas, random, clutter: 0);
        Distract(canvas, random, ink);

        // one disc a cell of a 3 × 3 grid, so that none touches another
        Span<int> cells = [0, 1, 2, 3, 4, 5, 6, 7, 8];
        random.Shuffle(cells);
        var most = random.Between(2, 4.2f);
        foreach (var cell in cells[..(label + 1)])
        {
            var radius = random.Between(1.7f, most);
            canvas.Disc(random.Near(new Vector2(5.7f + (10.3f * (cell % 3)), 5.7f + (10.3f * (cell / 3))), Math.Max(0, 4.3f - radius)), radius);
        }

        canvas.Fill(ink);
    }

    private static void Distract(Canvas canvas, Draws random, Colour ink)
    {
        var other = ink.Against(random, 0.25f);
        for (var i = random.Whole(4); i > 0; i--)
        {
            var at = new Vector2(random.Between(2, 30), random.Between(2, 30));
            if (random.Chance(0.5f)) canvas.Line(at, random.Near(at, 10), random.Between(0.8f, 1.6f));
            else canvas.Ring(at, random.Between(2, 5), 1);
        }

        canvas.Fill(other, 0.6f);
    }
}
