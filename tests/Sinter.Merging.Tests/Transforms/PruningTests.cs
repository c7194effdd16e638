using Sinter.Checkpoints;
using Sinter.Tensors;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Transforms;

public sealed class PruningTests
{
    private const string Matrix = "layers.0.mlp.weight";
    private static readonly MemoryCheckpoint[] Experts = [ToyModels.Expert(1), ToyModels.Expert(2)];

    [Theory]
    [InlineData("magnitude")]
    [InlineData("dare")]
    [InlineData("breadcrumbs")]
    public void Keeping_everything_changes_nothing(string transform)
    {
        var plain = TestPlan.Run(TestPlan.Create(new TaskArithmetic(), ToyModels.Base, Experts));
        foreach (var (name, values) in Merge((transform, static settings => settings.Set("density", 1.0)))) values.ShouldBe(plain[name], name);
    }

    [Fact]
    public void Magnitude_keeps_the_largest_elements_of_a_tensor()
    {
        var kept = Vector(("magnitude", static settings => settings.Set("density", 0.25)));
        var whole = Difference(ToyModels.Values(Experts[0], Matrix));
        kept.Count(static value => value != 0).ShouldBe(whole.Length / 4);
        kept.Where(static value => value != 0).Min(Math.Abs).ShouldBeGreaterThanOrEqualTo(whole.Where((_, i) => kept[i] == 0).Max(Math.Abs));
    }

    [Fact]
    public void Magnitude_over_the_whole_model_takes_more_from_where_more_changed()
    {
        var model = Merge(("magnitude", static settings => settings.Set("density", 0.3).Set("density_scope", "model")));
        var total = model.Keys.Sum(static name => ToyModels.Values(ToyModels.Base, name).Length);
        // Two task vectors are added, so that up to twice the share differs from the base.
        model.Sum(static pair => Difference(pair.Value, pair.Key).Count(static value => value != 0)).ShouldBeInRange((int)(0.3 * total), (int)(0.62 * total));
    }

    [Fact]
    public void Dare_keeps_the_expected_sum_and_drops_the_same_elements_for_the_same_seed()
    {
        var dropped = Vector(("dare", static settings => settings.Set("density", 0.5)));
        var whole = Difference(ToyModels.Values(Experts[0], Matrix));
        for (var i = 0; i < whole.Length; i++)
            if (dropped[i] != 0) dropped[i].ShouldBe(2 * whole[i], 1e-6f);
        dropped.Count(static value => value != 0).ShouldBeInRange(whole.Length / 5, whole.Length * 4 / 5);
        Vector(("dare", static settings => settings.Set("density", 0.5))).ShouldBe(dropped);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Low_rank_leaves_a_matrix_of_that_rank_closest_to_the_task_vector(int rank)
    {
        var cut = Vector(("low_rank", settings => settings.Set("rank", rank)));
        var whole = Difference(ToyModels.Values(Experts[0], Matrix));
        var (before, after, rest) = (SingularValues(whole), SingularValues(cut), SingularValues([.. whole.Zip(cut, static (x, y) => x - y)]));
        for (var i = 0; i < before.Length; i++)
        {
            after[i].ShouldBe(i < rank ? before[i] : 0, 1e-6f);
            rest[i].ShouldBe(i + rank < before.Length ? before[i + rank] : 0, 1e-6f);
        }
    }

    [Fact]
    public void Low_rank_at_full_rank_and_at_rank_zero_are_everything_and_nothing()
    {
        Vector(("low_rank", static settings => settings.Set("rank_ratio", 1.0))).ShouldBe(Difference(ToyModels.Values(Experts[0], Matrix)));
        Vector(("low_rank", static settings => settings.Set("rank", 0))).ShouldAllBe(static value => value == 0);
    }

    [Fact]
    public void Low_rank_leaves_vectors_and_convolutions_alone_unless_told()
    {
        var plain = TestPlan.Run(TestPlan.Create(new TaskArithmetic(), ToyModels.Base, Experts));
        var cut = Merge(("low_rank", static settings => settings.Set("rank", 1)));
        cut["embeddings.patch.weight"].ShouldBe(plain["embeddings.patch.weight"]);
        cut["layers.0.norm.weight"].ShouldBe(plain["layers.0.norm.weight"]);
        Merge(("low_rank", static settings => settings.Set("rank", 1).Set("flatten", true)))["embeddings.patch.weight"].ShouldNotBe(plain["embeddings.patch.weight"]);
    }

    [Fact]
    public void Transforms_apply_one_after_the_other()
    {
        // Of what is left after the trim to a half, half is zero: a trim to a quarter of all keeps the same elements as at once.
        var twice = Vector(("magnitude", static settings => settings.Set("density", 0.5)), ("magnitude", static settings => settings.Set("density", 0.25)));
        twice.ShouldBe(Vector(("magnitude", static settings => settings.Set("density", 0.25))));
    }

    [Fact]
    public void A_pruned_task_vector_reaches_matrix_methods_too()
    {
        var transform = ("lwptv", (Action<TensorSettings>)(static settings => settings.Set("ratio", 1.0)));
        foreach (var method in new[] { "tsv_m", "iso_c", "iso_cts", "ties", "emr", "pcb", "magmax", "metagpt" })
        {
            using var plan = Plan(MethodCatalog.BuiltIn.FindMethod(method)!, transform);
            var merged = TestPlan.Run(plan);
            merged[Matrix].ShouldBe(ToyModels.Values(ToyModels.Base, Matrix), method);
            merged["classifier.weight"].ShouldNotBe(ToyModels.Values(ToyModels.Base, "classifier.weight"), method);
        }
    }

    private static float[] SingularValues(float[] matrix)
    {
        var values = new float[6];
        Svd.Thin(12, 6, matrix, new float[12 * 6], values, new float[6 * 6]);
        return values;
    }

    private static float[] Vector(params (string Name, Action<TensorSettings> Configure)[] transforms)
    {
        using var plan = Plan(new TaskArithmetic(), transforms);
        foreach (var tensor in plan.Tensors) tensor.Settings.Set("weight", 1, 0.0);
        return Difference(TestPlan.Run(plan)[Matrix]);
    }

    private static Dictionary<string, float[]> Merge(params (string Name, Action<TensorSettings> Configure)[] transforms)
    {
        using var plan = Plan(new TaskArithmetic(), transforms);
        return TestPlan.Run(plan);
    }

    private static MergePlan Plan(MergeMethod method, params (string Name, Action<TensorSettings> Configure)[] transforms) => TestPlan.Create(
        method, ToyModels.Base, Experts, transforms: [.. transforms.Select(static step => (MethodCatalog.BuiltIn.FindTransform(step.Name)!, (Action<TensorSettings>?)step.Configure))]);

    private static float[] Difference(float[] values, string name = Matrix) => [.. values.Zip(ToyModels.Values(ToyModels.Base, name), static (x, b) => x - b)];
}
