using Sinter.Checkpoints;
using Sinter.Merging.Tests.Transforms;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Reports;

public sealed class TaskVectorReportTests
{
    private static readonly MemoryCheckpoint[] Experts = [ToyModels.Expert(1), ToyModels.Expert(2), ToyModels.Expert(3)];

    [Fact]
    public void Every_layer_is_there_with_its_tensors()
    {
        var report = TaskVectorReport.Compute(ToyModels.Base, Experts);
        report.Layers.SelectMany(static layer => layer.Tensors).Order(StringComparer.Ordinal).ShouldBe(ToyModels.Base.Tensors.Select(static tensor => tensor.Name));
        report.Layers.Single(static layer => layer.Name == "layers.0.attention").Tensors.Count.ShouldBe(2);
        report.Layers.Single(static layer => layer.Name == "classifier").Eligible.ShouldBeFalse();
        report.Layers.Single(static layer => layer.Name == "layers.0.norm").Eligible.ShouldBeFalse();
        report.Layers.Single(static layer => layer.Name == "embeddings.patch").Eligible.ShouldBeTrue();
        report.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void The_numbers_are_those_of_the_definitions()
    {
        var layer = TaskVectorReport.Compute(ToyModels.Base, Experts).Layers.Single(static layer => layer.Name == "layers.1.mlp");
        var vectors = Experts.Select(static expert => new[] { "layers.1.mlp.weight", "layers.1.mlp.bias" }
            .SelectMany(name => ToyModels.Values(expert, name).Zip(ToyModels.Values(ToyModels.Base, name), static (x, b) => (double)(x - b))).ToArray()).ToArray();

        layer.Elements.ShouldBe(vectors[0].Length);
        for (var i = 0; i < 3; i++)
        {
            layer.Norms[i].ShouldBe(Math.Sqrt(Dot(vectors[i], vectors[i])), 1e-9);
            layer.Densities[i].ShouldBe(vectors[i].Count(static value => value != 0) / (double)vectors[i].Length);
            layer.Magnitudes[i].ShouldBe(vectors[i].Average(Math.Abs), 1e-9);
            for (var j = 0; j < 3; j++)
                layer.Cosines[i][j].ShouldBe(Dot(vectors[i], vectors[j]) / Math.Sqrt(Dot(vectors[i], vectors[i]) * Dot(vectors[j], vectors[j])), 1e-9);
        }

        layer.SignConflict.ShouldBe(vectors[0].Where((_, i) => vectors.Any(v => v[i] > 0) && vectors.Any(v => v[i] < 0)).Count() / (double)vectors[0].Length);
        layer.EffectiveRanks.ShouldBeNull();
    }

    [Fact]
    public void The_scores_are_those_that_pruning_uses()
    {
        var report = TaskVectorReport.Compute(ToyModels.Base, Experts, effectiveRanks: true);
        foreach (var (score, values) in new (string, Func<LayerReport, IReadOnlyList<double>>)[]
        {
            ("redundancy", static layer => layer.Redundancies), ("deviation", static layer => layer.Deviations), ("relative_magnitude", static layer => layer.RelativeNorms),
            ("magnitude", static layer => layer.Magnitudes), ("effective_rank", static layer => layer.EffectiveRanks!),
        })
        {
            using var plan = TestPlan.Create(new TaskArithmetic(), ToyModels.Base, Experts, transforms: [(new LwPtv(), settings => settings.Set("score", score))]);
            var pruning = MergeExecutor.Run(plan, new MemorySink(plan), new ExecutionOptions(), static _ => true, static _ => { }, default).Reports["lwptv"];
            var names = (IReadOnlyList<string>)pruning["layers"];
            var scores = (double[][])pruning["scores"];
            for (var i = 0; i < names.Count; i++) values(report.Layers.Single(layer => layer.Name == names[i])).ShouldBe(scores[i], $"{score} {names[i]}");
        }
    }

    [Fact]
    public void A_matrix_of_rank_one_has_the_smallest_effective_rank_and_one_of_equal_singular_values_the_largest()
    {
        float[] identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
        var origin = new MemoryCheckpoint("base").Add("w.weight", [3, 3], new float[9]);
        var report = TaskVectorReport.Compute(
            origin, [new MemoryCheckpoint("a").Add("w.weight", [3, 3], identity), new MemoryCheckpoint("b").Add("w.weight", [3, 3], [1, 2, 3, 2, 4, 6, -1, -2, -3]), origin], effectiveRanks: true);
        report.Layers[0].EffectiveRanks![0].ShouldBe(1, 1e-5);
        report.Layers[0].EffectiveRanks![1].ShouldBe(1.0 / 3, 1e-4);
        report.Layers[0].EffectiveRanks![2].ShouldBe(0);
    }

    [Fact]
    public void Tensors_that_cannot_be_compared_are_named()
    {
        var origin = new MemoryCheckpoint("base").Add("w", [2], [1, 2]).Add("v", [2], [1, 2]).Add("scale", [], [1]);
        var model = new MemoryCheckpoint("model").Add("w", [2], [1, 3]).Add("v", [3], [1, 2, 3]).Add("scale", [], [2]).Add("new", [1], [1]);
        var report = TaskVectorReport.Compute(origin, [model]);
        report.Layers.Single().Name.ShouldBe("w");
        report.Skipped.ShouldBe(["scale", "v", "new"]);
        report.Norms.Single().ShouldBe(1);
    }

    [Fact]
    public void Models_that_share_nothing_with_the_base_are_an_error()
    {
        var origin = new MemoryCheckpoint("base").Add("w", [2], [1, 2]);
        var model = new MemoryCheckpoint("model").Add("v", [2], [1, 2]);
        Should.Throw<RecipeException>(() => TaskVectorReport.Compute(origin, [model])).Kind.ShouldBe(RecipeError.MissingTensor);
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, static (x, y) => x * y).Sum();
}
