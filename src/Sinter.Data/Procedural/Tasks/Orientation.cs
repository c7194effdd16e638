using System.Collections.Immutable;
using System.Numerics;

namespace Sinter.Data;

/// <summary>The direction of a patch of stripes, one of 8 an eighth of a half turn apart, at any place, scale and phase.</summary>
internal sealed class Orientation : ProceduralTask
{
    private const int Angles = 8;

    public override string Name => "orientation";

    public override string Summary => "which of 8 directions a patch of stripes has";

    public override ImmutableArray<string> Classes { get; } = [.. Enumerable.Range(0, Angles).Select(static i => $"{i * 180.0 / Angles} degrees")];

    public override void Draw(Canvas canvas, Draws random, int label)
    {
        var ink = Scene.Begin(canvas, random, 0.25f);
        var radius = random.Between(7, 14);
        canvas.Disc(random.Near(new Vector2(16), 17 - radius), radius);
        var angle = (label + random.Between(-0.22f, 0.22f)) / (2f * Angles);
        canvas.Weave(Pattern.Random(PatternKind.Stripes, random, 3, 7, 0, angle), within: true);
        canvas.Fill(ink, random.Between(0.5f, 1));
    }
}
