using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>32 surfaces: 8 families, each fine or coarse, and even or waving: to teach a base what textures are made of.</summary>
internal sealed class Surfaces : ProceduralTask
{
    private static readonly string[] Variants = ["fine", "coarse", "fine, waving", "coarse, waving"];

    public override string Name => "surfaces";

    public override string Summary => "which of 32 surfaces: 8 families, fine or coarse, even or waving; for pre-training";

    public override int Pictures => 16000;

    public override ImmutableArray<string> Classes { get; } =
        [.. Enum.GetNames<PatternKind>().SelectMany(static family => Variants.Select(variant => $"{family.ToLowerInvariant()}, {variant}"))];

    public override void Draw(Canvas canvas, Draws random, int label)
    {
        var (family, coarse, waving) = ((PatternKind)(label / 4), label % 2 == 1, label % 4 >= 2);
        var ink = Scene.Begin(canvas, random, 0.25f, clutter: 0);
        var (least, most) = coarse ? (9f, 13f) : (4.5f, 6.5f);
        canvas.Weave(Pattern.Random(family, random, least, most, waving ? random.Between(2.2f, 3.2f) : random.Between(0, 0.3f)));
        canvas.Fill(ink, random.Between(0.6f, 1));
    }
}
