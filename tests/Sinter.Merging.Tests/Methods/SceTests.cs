using Sinter.Tensors;

namespace Sinter.Merging.Tests.Methods;

[Trait("Category", "Kernel")]
public sealed class SceTests
{
    private const int Count = (int)MagnitudeSample.LeastCount + 5000;
    private const int Models = 3;
    private const double Share = 0.3;
    private static readonly MergeMethod Method = MethodCatalog.BuiltIn.FindMethod("sce")!;

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(1)]
    public void With_and_without_a_sample_the_positions_of_the_definition_are_kept(int levels)
    {
        var models = Vectors(levels);
        var expected = Naive(models);
        foreach (var sampled in new[] { false, true })
        {
            var merged = Merge(models, sampled);
            for (var i = 0; i < Count; i++)
                if (Math.Abs(merged[i] - expected[i]) > 1e-5f) Assert.Fail($"element {i}, sampled: {sampled}: {merged[i]} instead of {expected[i]}");
        }
    }

    [Fact]
    public void A_sample_that_misleads_changes_nothing()
    {
        // The pieces that are looked at are alike in all models, the rest is not.
        var models = Vectors(levels: 0);
        for (var piece = 0; piece < MagnitudeSample.Pieces; piece++)
        {
            var start = (int)MagnitudeSample.Offset(Count, piece);
            foreach (var model in models) models[0].AsSpan(start, MagnitudeSample.PieceLength(Count)).CopyTo(model.AsSpan(start));
        }

        Merge(models, sampled: true).ShouldBe(Merge(models, sampled: false));
    }

    private static float[] Merge(float[][] models, bool sampled) =>
        SingleTensor.Merge(Method, [Count], new float[Count], models, static settings => settings.Set("select_topk", Share), sampled: sampled);

    // With few levels many variances are equal, and many zero.
    private static float[][] Vectors(int levels)
    {
        var models = new float[Models][];
        for (var model = 0; model < Models; model++)
        {
            models[model] = new float[Count];
            new Philox(7, "sce", index: model).FillNormal(0, models[model]);
            if (levels == 0) continue;
            foreach (ref var value in models[model].AsSpan()) value = MathF.Round(value * levels) / levels;
        }

        return models;
    }

    private static float[] Naive(float[][] models)
    {
        var variances = new float[Count];
        for (var i = 0; i < Count; i++)
        {
            var (d1, d2) = (models[1][i] - models[0][i], models[2][i] - models[0][i]);
            var mean = (d1 + d2) * (1f / Models);
            variances[i] = ((mean * mean) + ((d1 - mean) * (d1 - mean)) + ((d2 - mean) * (d2 - mean))) * (1f / Models);
        }

        var order = Enumerable.Range(0, Count).OrderByDescending(i => variances[i]).ToArray();
        var keep = (int)(Share * variances.Count(static variance => variance > 0));
        var energies = new double[Models];
        foreach (var i in order.AsSpan(0, keep))
            for (var model = 0; model < Models; model++) energies[model] += (double)models[model][i] * models[model][i];
        var result = new float[Count];
        foreach (var i in order.AsSpan(0, keep))
        {
            var sign = models[0][i] + models[1][i] + models[2][i] >= 0 ? 1 : -1;
            double sum = 0, weights = 0;
            for (var model = 0; model < Models; model++)
            {
                if (Math.Sign(models[model][i]) != sign) continue;
                sum += energies[model] * models[model][i];
                weights += energies[model];
            }

            result[i] = (float)(weights > 0 ? sum / weights : 0);
        }

        return result;
    }
}
