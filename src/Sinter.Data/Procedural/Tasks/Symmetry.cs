using System.Collections.Immutable;
using System.Numerics;

namespace Sinter.Data;

/// <summary>A mosaic of 6 × 6 fields in three colours, with a symmetry or none.</summary>
internal sealed class Symmetry : ProceduralTask
{
    private const int Fields = 6;
    private const float Side = Canvas.Size / (float)Fields;

    public override string Name => "symmetry";

    public override string Summary => "which symmetry a mosaic has";

    public override ImmutableArray<string> Classes { get; } = ["none", "left-right", "top-bottom", "half turn", "quarter turn"];

    public override void Draw(Canvas canvas, Draws random, int label)
    {
        var ink = Scene.Begin(canvas, random, clutter: 0);
        var third = ink.Against(random, 0.2f);
        Span<int> fields = stackalloc int[Fields * Fields];
        for (var i = 0; i < fields.Length; i++) fields[i] = random.Whole(3);
        for (var y = 0; y < Fields; y++)
            for (var x = 0; x < Fields; x++) fields[(y * Fields) + x] = fields[First(x, y, label)];
        for (var colour = 0; colour < 2; colour++)
        {
            for (var i = 0; i < fields.Length; i++)
            {
                if (fields[i] != colour) continue;
                var at = new Vector2((i % Fields) + 0.5f, (i / Fields) + 0.5f) * Side;
                canvas.Line(at - new Vector2(0.9f, 0), at + new Vector2(0.9f, 0), Side * 0.9f);
                canvas.Line(at - new Vector2(0, 0.9f), at + new Vector2(0, 0.9f), Side * 0.9f);
            }

            canvas.Fill(colour == 0 ? ink : third);
        }
    }

    // the first field, in reading order, that must look like this one
    private static int First(int x, int y, int label)
    {
        var (mirrorX, mirrorY) = (Fields - 1 - x, Fields - 1 - y);
        int At(int column, int row) => (row * Fields) + column;
        return label switch
        {
            1 => Math.Min(At(x, y), At(mirrorX, y)),
            2 => Math.Min(At(x, y), At(x, mirrorY)),
            3 => Math.Min(At(x, y), At(mirrorX, mirrorY)),
            4 => Math.Min(Math.Min(At(x, y), At(mirrorX, mirrorY)), Math.Min(At(mirrorY, x), At(y, mirrorX))),
            _ => At(x, y),
        };
    }
}
