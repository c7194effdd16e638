using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>The period of the strongest of two waves, one of 6, in any direction.</summary>
internal sealed class Frequency : ProceduralTask
{
    private static readonly float[] Periods = [2.8f, 4, 5.7f, 8.2f, 12, 18];

    public override string Name => "frequency";

    public override string Summary => "which of 6 periods the stronger of two waves has";

    public override ImmutableArray<string> Classes { get; } = [.. Periods.Select(static period => $"{period} pixels")];

    public override void Draw(Canvas canvas, Draws random, int label)
    {
        var ink = Scene.Begin(canvas, random, 0.25f, clutter: 0);
        var other = (label + 1 + random.Whole(Periods.Length - 1)) % Periods.Length;
        canvas.Weave(Wave(random, other));
        canvas.Fill(ink, random.Between(0.1f, 0.25f));
        canvas.Weave(Wave(random, label));
        canvas.Fill(ink, random.Between(0.5f, 0.9f));
    }

    private static Pattern Wave(Draws random, int number)
    {
        var period = Periods[number] * random.Between(0.92f, 1.08f);
        return Pattern.Random(PatternKind.Stripes, random, period, period, random.Between(0, 1));
    }
}
