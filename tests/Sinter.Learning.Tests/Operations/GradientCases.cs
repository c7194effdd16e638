using Sinter.Tensors;

namespace Sinter.Learning.Tests;

/// <summary>Every operation of the engine, in every form it has.</summary>
internal static class GradientCases
{
    private const double Theta = 100;
    private static readonly WeightSlot Slot = new(0, new TensorShape(1), [new WeightPart("layer", new TensorShape(1), 0, 0, WeightStart.One)]);
    private static readonly NormLayer Norm = new(Slot, null, 1e-5f);
    private static readonly int[] Indices = [3, 0, 3, 1, 4, 4];
    private static readonly int[] Labels = [2, CrossEntropy.Ignored, 0, 4];
    private static readonly float[] Targets = [.. Numbers.Random(7, 20, 1).Select(static x => x * x)];
    private static readonly int[] PaddedInFront = [0, 0, 1, 1, 0, 0, 0, 0, 0, 0];
    private static readonly int[] Mask = [1, 1, 0, 1, 0, 1, 1, 1, 1, 1];

    public static IReadOnlyList<GradientCase> All { get; } =
    [
        new("linear", typeof(Linear), [[2, 3, 5], [7, 5]], (p, x) => Linear.Apply(p, x[0], x[1], null, null, ""), x => Meanings.Linear(x[0], x[1], null, null, 5)),
        new("linear with bias", typeof(Linear), [[6, 5], [7, 5], [7]], (p, x) => Linear.Apply(p, x[0], x[1], x[2], null, ""), x => Meanings.Linear(x[0], x[1], x[2], null, 5)),
        new("linear with bias and residual", typeof(Linear), [[6, 5], [7, 5], [7], [6, 7]],
            (p, x) => Linear.Apply(p, x[0], x[1], x[2], x[3], ""), x => Meanings.Linear(x[0], x[1], x[2], x[3], 5)),
        new("layer norm", typeof(LayerNorm), [[5, 19], [19], [19]], (p, x) => LayerNorm.Apply(p, x[0], x[1], x[2], Norm), x => Meanings.LayerNorm(x[0], x[1], x[2], 19, 1)),
        new("layer norm of each sample", typeof(LayerNorm), [[2, 3, 19], [2, 19], [2, 19]],
            (p, x) => LayerNorm.Apply(p, x[0], x[1], x[2], Norm), x => Meanings.LayerNorm(x[0], x[1], x[2], 19, 3)),
        new("rms norm", typeof(RmsNorm), [[5, 19], [19]], (p, x) => RmsNorm.Apply(p, x[0], x[1], Norm), x => Meanings.RmsNorm(x[0], x[1], 19, 1)),
        new("rms norm of each sample", typeof(RmsNorm), [[2, 3, 19], [2, 19]], (p, x) => RmsNorm.Apply(p, x[0], x[1], Norm), x => Meanings.RmsNorm(x[0], x[1], 19, 3)),
        Elementwise("gelu", ActivationKind.Gelu, Meanings.Gelu),
        Elementwise("quick gelu", ActivationKind.QuickGelu, static x => x * Meanings.Sigmoid(1.702 * x)),
        Elementwise("silu", ActivationKind.Silu, static x => x * Meanings.Sigmoid(x)),
        Elementwise("tanh", ActivationKind.Tanh, Math.Tanh),
        Elementwise("relu", ActivationKind.Relu, static x => Math.Max(x, 0)),
        new("gated silu", typeof(GatedSilu), [[3, 38]], (p, x) => GatedSilu.Apply(p, x[0]), x => Meanings.GatedSilu(x[0], 19)) { Scale = 3 },
        Attend("attention", 2, 5, new AttentionShape(3, 3, 4)),
        Attend("causal attention", 2, 5, new AttentionShape(3, 3, 4, Causal: true)),
        Attend("attention with padding", 2, 5, new AttentionShape(3, 3, 4), Mask),
        Attend("causal attention with padding", 2, 5, new AttentionShape(2, 2, 4, Causal: true), Mask),
        Attend("causal attention with padding in front", 2, 5, new AttentionShape(2, 2, 4, Causal: true), PaddedInFront),
        Attend("attention with shared keys", 2, 5, new AttentionShape(6, 2, 4, Causal: true)),
        new("rotary positions", typeof(Rotary), [[2, 4, 14]], (p, x) => Rotary.Apply(p, x[0], 2, 6, new RotaryTable(4, 6, Theta)),
            x => Meanings.Rotary(x[0], 4, 14, 2, 6, Theta)) { InPlace = true },
        new("embedding", typeof(Embedding), [[5, 37]], (p, x) => Embedding.Apply(p, x[0], Indices, 2, 3, "table"),
            x => Meanings.Build(6, 37, (r, c) => x[0][Indices[r] * 37 + c])),
        new("first token", typeof(PrependToken), [[2, 3, 5], [5]], (p, x) => PrependToken.Apply(p, x[0], x[1]),
            x => Meanings.Build(8, 5, (r, c) => r % 4 == 0 ? x[1][c] : x[0][(r / 4 * 3 + r % 4 - 1) * 5 + c])),
        new("first token of each sample", typeof(PrependToken), [[2, 3, 5], [2, 5]], (p, x) => PrependToken.Apply(p, x[0], x[1]),
            x => Meanings.Build(8, 5, (r, c) => r % 4 == 0 ? x[1][r / 4 * 5 + c] : x[0][(r / 4 * 3 + r % 4 - 1) * 5 + c])),
        new("positions", typeof(AddPositions), [[2, 3, 5], [4, 5]], (p, x) => AddPositions.Apply(p, x[0], x[1]),
            x => Meanings.Build(6, 5, (r, c) => x[0][r * 5 + c] + x[1][r % 3 * 5 + c])) { InPlace = true },
        new("positions of each sample", typeof(AddPositions), [[2, 3, 5], [2, 4, 5]], (p, x) => AddPositions.Apply(p, x[0], x[1]),
            x => Meanings.Build(6, 5, (r, c) => x[0][r * 5 + c] + x[1][(r / 3 * 4 + r % 3) * 5 + c])) { InPlace = true },
        new("patches", typeof(Patches), [[2, 3, 6, 6]], (p, x) => Patches.Apply(p, x[0], 2), x => Meanings.Patches(x[0], 3, 6, 2)),
        new("class token", typeof(SelectTokens), [[3, 4, 5]], (p, x) => SelectTokens.Apply(p, x[0]), x => Meanings.Build(3, 5, (r, c) => x[0][r * 20 + c])),
        new("chosen tokens", typeof(SelectTokens), [[3, 4, 5]], (p, x) => SelectTokens.Apply(p, x[0], [1, 3, 0]),
            x => Meanings.Build(3, 5, (r, c) => x[0][r * 20 + (r == 0 ? 1 : r == 1 ? 3 : 0) * 5 + c])),
        new("kept tokens", typeof(KeepTokens), [[2, 4, 5]], (p, x) => KeepTokens.Apply(p, x[0], [0, 2, 3, 0, 1, 2]),
            x => Meanings.Build(6, 5, (r, c) => x[0][new[] { 0, 2, 3, 4, 5, 6 }[r] * 5 + c])),
        new("cross-entropy", typeof(CrossEntropy), [[4, 5]], (p, x) => CrossEntropy.Apply(p, x[0], Labels), x => Meanings.CrossEntropy(x[0], Labels, 5)) { Scale = 3 },
        new("cross-entropy against distributions", typeof(SoftCrossEntropy), [[4, 5]], (p, x) => SoftCrossEntropy.Apply(p, x[0], Targets), x => Meanings.SoftCrossEntropy(x[0], Targets, 5)) { Scale = 3 },
        new("entropy", typeof(Entropy), [[4, 5]], (p, x) => Entropy.Apply(p, x[0]), x => Meanings.Entropy(x[0], 5)) { Scale = 3 },
        new("rows of unit length", typeof(NormalizeRows), [[4, 7]], (p, x) => NormalizeRows.Apply(p, x[0]), x => Meanings.NormalizeRows(x[0], 7)),
        new("similarity", typeof(Similarity), [[4, 7], [3, 7]], (p, x) => Similarity.Apply(p, x[0], x[1]), x => Meanings.Linear(x[0], x[1], null, null, 7)),
        new("scaled similarity", typeof(Similarity), [[4, 7], [3, 7], []], (p, x) => Similarity.Apply(p, x[0], x[1], x[2]),
            x => [.. Meanings.Linear(x[0], x[1], null, null, 7).Select(y => y * Math.Exp(x[2][0]))]),
        new("transpose", typeof(Transpose), [[4, 7]], (p, x) => Transpose.Apply(p, x[0]), x => Meanings.Build(7, 4, (r, c) => x[0][c * 7 + r])),
        new("sum", typeof(Add), [[4, 7], [4, 7]], (p, x) => Add.Apply(p, x[0], x[1]), x => Meanings.Build(4, 7, (r, c) => x[0][r * 7 + c] + x[1][r * 7 + c])),
        new("weighted sum of numbers", typeof(WeightedSum), [[], []], (p, x) => WeightedSum.Apply(p, (x[0], 0.25f), (x[1], -3)), x => [0.25 * x[0][0] - 3 * x[1][0]]),
        .. RoutedCases.All,
    ];

    private static GradientCase Elementwise(string name, ActivationKind kind, Func<double, double> meaning) =>
        new(name, typeof(Activation), [[7, 19]], (p, x) => Activation.Apply(p, x[0], kind), x => [.. x[0].Select(meaning)]) { Scale = 4 };

    private static GradientCase Attend(string name, int batch, int length, AttentionShape shape, int[]? mask = null) =>
        new(name, typeof(Attention), [[batch, length, shape.FusedColumns]], (p, x) => Attention.Apply(p, x[0], shape, mask), x => Meanings.Attention(x[0], shape, batch, mask)) { Scale = 2 };
}
