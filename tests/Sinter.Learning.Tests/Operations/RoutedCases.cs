namespace Sinter.Learning.Tests;

/// <summary>The operations of interpolated and routed sources. Input 0 is λ.</summary>
internal static class RoutedCases
{
    private const int Tasks = 5;
    private const int Inputs = 7;
    private static readonly int[] Indices = [1, 0, 3, 3, 2, 1];

    // One linear layer of two fused parts, and a table: laid out as the engine does.
    private static readonly (LinearLayer Linear, WeightSlot Table, WeightLayout Layout) Layers = Build();
    private static readonly TaskVectors Vectors = Stack();
    private static readonly TaskVectors Truncated = Stack(rank: 3);
    private static readonly CoefficientGroups Groups = CoefficientGroups.ByTensor(Layers.Layout);
    private static readonly int G = Groups.Count;

    public static IEnumerable<GradientCase> All =>
    [
        new("interpolated weights", typeof(Interpolate), [[G, Tasks]], (p, x) => Interpolate.Apply(p, Vectors, x[0], Groups, Layers.Linear.Weight),
            x => Meanings.Build(11, Inputs, (r, c) => Weight(Layers.Linear.Weight, x[0], 0, r * Inputs + c))),
        new("routed parameter", typeof(RoutedParameter), [[3, G, Tasks]], (p, x) => RoutedParameter.Apply(p, Coefficients(x[0]), Layers.Linear.Bias!),
            x => Meanings.Build(3, 11, (b, c) => Weight(Layers.Linear.Bias!, x[0], b, c))),
        new("routed embedding", typeof(RoutedEmbedding), [[2, G, Tasks]], (p, x) => RoutedEmbedding.Apply(p, Coefficients(x[0]), Layers.Table, Indices, 3),
            x => Meanings.Build(6, 9, (r, c) => Weight(Layers.Table, x[0], r / 3, Indices[r] * 9 + c))),
        Linear("routed linear by merging", typeof(MergedLinear), [[3, G, Tasks], [3, 2, Inputs]], (p, x) => MergedLinear.Apply(p, x[1], Coefficients(x[0]), Layers.Linear, null, null)),
        Linear("routed linear with bias and residual by merging", typeof(MergedLinear), [[3, G, Tasks], [3, 2, Inputs], [3, 11], [3, 2, 11]],
            (p, x) => MergedLinear.Apply(p, x[1], Coefficients(x[0]), Layers.Linear, x[2], x[3])),
        Linear("routed linear by summing", typeof(SummedLinear), [[3, G, Tasks], [3, 2, Inputs]], (p, x) => SummedLinear.Apply(p, x[1], Coefficients(x[0]), Layers.Linear, null, null)),
        Linear("routed linear with bias and residual by summing", typeof(SummedLinear), [[3, G, Tasks], [3, 2, Inputs], [3, 11], [3, 2, 11]],
            (p, x) => SummedLinear.Apply(p, x[1], Coefficients(x[0]), Layers.Linear, x[2], x[3])),
        Linear("routed linear by factors", typeof(FactoredLinear), [[3, G, Tasks], [3, 2, Inputs]],
            (p, x) => FactoredLinear.Apply(p, x[1], new(Truncated, x[0], Groups), Layers.Linear, null, null), Truncated),
        Linear("routed linear with bias and residual by factors", typeof(FactoredLinear), [[3, G, Tasks], [3, 2, Inputs], [3, 11], [3, 2, 11]],
            (p, x) => FactoredLinear.Apply(p, x[1], new(Truncated, x[0], Groups), Layers.Linear, x[2], x[3]), Truncated),
    ];

    private static GradientCase Linear(string name, Type type, long[][] shapes, Func<Pass, Tensor[], Tensor> apply, TaskVectors? vectors = null) => new(name, type, shapes, apply, x =>
        Meanings.Build(6, 11, (r, c) =>
        {
            var sum = x.Length > 2 ? x[2][r / 2 * 11 + c] + x[3][r * 11 + c] : 0;
            for (var i = 0; i < Inputs; i++) sum += x[1][r * Inputs + i] * Weight(Layers.Linear.Weight, x[0], r / 2, c * Inputs + i, vectors);
            return sum;
        }));

    private static RoutedCoefficients Coefficients(Tensor values) => new(Vectors, values, Groups);

    private static double Weight(WeightSlot slot, double[] coefficients, int sample, int element, TaskVectors? vectors = null)
    {
        var part = 0;
        while (slot.Offset + element >= slot.Parts[part].Offset + slot.Parts[part].Count) part++;
        var row = (sample * G + Array.IndexOf([.. Layers.Layout.Parts], slot.Parts[part])) * Tasks;
        double sum = At(vectors ?? Vectors, 0, slot.Offset + element);
        for (var k = 0; k < Tasks; k++) sum += coefficients[row + k] * At(vectors ?? Vectors, k + 1, slot.Offset + element);
        return sum;
    }

    private static unsafe float At(TaskVectors vectors, int row, long element) => vectors.Pointer[row * vectors.Stride + element];

    private static (LinearLayer Linear, WeightSlot Table, WeightLayout Layout) Build()
    {
        var builder = new LayoutBuilder();
        var table = builder.Add("table", WeightStart.Normal, 4, 9);
        var linear = builder.Linear([("first", 4), ("second", 7)], Inputs, bias: true);
        return (linear, table, builder.Build());
    }

    private static TaskVectors Stack(int rank = 0)
    {
        using var start = Numbers.Weights(Layers.Layout, 1, 1);
        Weights[] experts = [.. Enumerable.Range(0, Tasks).Select(k => Numbers.Weights(Layers.Layout, 10 * k + 20, 1))];
        var vectors = new TaskVectors(start, experts);
        foreach (var expert in experts) expert.Dispose();
        if (rank > 0) vectors.Truncate(rank);
        return vectors;
    }
}
