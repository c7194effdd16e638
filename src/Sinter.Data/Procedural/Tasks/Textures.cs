using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>8 families of surfaces at any scale, direction and in any two colours.</summary>
internal sealed class Textures : ProceduralTask
{
    public override string Name => "textures";

    public override string Summary => "which of 8 families of surfaces, at any scale and direction";

    public override ImmutableArray<string> Classes { get; } = [.. Enum.GetNames<PatternKind>().Select(static name => name.ToLowerInvariant())];

    public override void Draw(Canvas canvas, Draws random, int label)
    {
        var ink = Scene.Begin(canvas, random, 0.25f, clutter: 0);
        canvas.Weave(Pattern.Random((PatternKind)label, random, 5.5f, 11, random.Between(0, 1.5f)));
        canvas.Fill(ink, random.Between(0.6f, 1));
    }
}
