using Sinter.Checkpoints;
using Sinter.Merging.Tests.Transforms;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Methods;

/// <summary>Methods that look at the whole model, or at single elements of all models, before they merge.</summary>
public sealed class WholeModelMethodTests
{
    private static readonly MemoryCheckpoint[] Experts = [ToyModels.Expert(1), ToyModels.Expert(2), ToyModels.Expert(3)];

    public static TheoryData<string> Methods => ["average", "metagpt", "magmax", "expo", "emr", "consensus", "pcb", "trust_region", "opcm"];

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_bytes_do_not_depend_on_the_number_of_threads(string method)
    {
        using var plan = Plan(method, Experts);
        var one = Merger.RunInMemory(plan, new ExecutionOptions { Threads = 1 });
        var many = Merger.RunInMemory(plan, new ExecutionOptions { Threads = 4 });
        foreach (var (name, bytes) in one) many[name].ShouldBe(bytes, name);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Models_that_never_changed_give_the_base(string method)
    {
        foreach (var (name, values) in Merge(method, [ToyModels.Base, ToyModels.Base])) values.ShouldBe(ToyModels.Values(ToyModels.Base, name), name);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_model_that_never_changed_beside_others_leaves_no_holes(string method)
    {
        foreach (var (name, values) in Merge(method, [Experts[0], ToyModels.Base, Experts[1]])) values.ShouldAllBe(static value => float.IsFinite(value), name);
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("vision")]
    [InlineData("evolution")]
    public void Pcb_stays_finite_for_many_models_and_within_their_range(string variant)
    {
        var models = Enumerable.Range(1, 120).Select(static seed => (Checkpoint)ToyModels.Expert(seed)).ToList();
        foreach (var (name, values) in Merge("pcb", models, settings => settings.Set("variant", variant)))
        {
            var start = ToyModels.Values(ToyModels.Base, name);
            for (var i = 0; i < values.Length; i++) Math.Abs(values[i] - start[i]).ShouldBeLessThanOrEqualTo(0.0501f, name);
        }
    }

    [Fact]
    public void MetaGPT_weighs_by_squared_norm()
    {
        var twice = ToyModels.Mix([Experts[0]], 2);
        var merged = Merge("metagpt", [Experts[0], twice]);
        var expected = ToyModels.Mix([Experts[0]], 0.2f + (2 * 0.8f));
        foreach (var (name, values) in merged) Close(values, ToyModels.Values(expected, name), 1e-6f);
    }

    [Fact]
    public void MagMax_takes_the_largest_and_of_equals_the_later()
    {
        var origin = new MemoryCheckpoint("base").Add("w", [4], [0, 0, 0, 0]);
        var a = new MemoryCheckpoint("a").Add("w", [4], [1, -3, 2, 0]);
        var b = new MemoryCheckpoint("b").Add("w", [4], [-1, 2, 0.5f, 0]);
        TestPlan.Run(TestPlan.Create(new MagMax(), origin, [a, b], static settings => settings.Set("lambda", 1.0)))["w"].ShouldBe([-1, -3, 2, 0]);
    }

    [Fact]
    public void Expo_goes_past_the_model_by_its_share_of_the_task_vector()
    {
        var expected = ToyModels.Mix([Experts[0]], 1.5f);
        foreach (var (name, values) in Merge("expo", [Experts[0]], static settings => settings.Set("alpha", 0.5))) Close(values, ToyModels.Values(expected, name), 1e-6f);
    }

    [Fact]
    public void The_whole_trust_region_is_task_arithmetic_and_none_of_it_the_base()
    {
        var sum = Merge("task_arithmetic", Experts, static settings => settings.Set("lambda", 0.3));
        foreach (var (name, values) in Merge("trust_region", Experts, static settings => settings.Set("quantile", 1.0))) Close(values, sum[name], 1e-7f);
        foreach (var (name, values) in Merge("trust_region", Experts, static settings => settings.Set("quantile", 0.0))) values.ShouldBe(ToyModels.Values(ToyModels.Base, name));
    }

    [Fact]
    public void A_larger_trust_region_holds_a_smaller_one()
    {
        HashSet<string> before = [];
        foreach (var quantile in new[] { 0.1, 0.5, 0.9 })
        {
            var moved = Merge("trust_region", Experts, settings => settings.Set("quantile", quantile))
                .SelectMany(static pair => pair.Value.Select((value, i) => (Key: $"{pair.Key}[{i}]", Moved: value != ToyModels.Values(ToyModels.Base, pair.Key)[i])))
                .Where(static element => element.Moved).Select(static element => element.Key).ToHashSet();
            before.IsSubsetOf(moved).ShouldBeTrue();
            moved.Count.ShouldBeGreaterThan(before.Count);
            before = moved;
        }
    }

    [Fact]
    public void The_average_of_equal_models_is_that_model_to_the_bit()
    {
        foreach (var (name, values) in Merge("average", [Experts[0], Experts[0], Experts[0]])) values.ShouldBe(ToyModels.Values(Experts[0], name));
    }

    [Fact]
    public void Opcm_depends_on_the_order_but_its_norm_does_not()
    {
        var forward = Merge("opcm", Experts);
        var backward = Merge("opcm", [.. Experts.Reverse()]);
        forward["layers.0.mlp.weight"].ShouldNotBe(backward["layers.0.mlp.weight"]);
        Norm(forward).ShouldBe(Norm(backward), 1e-5);
    }

    private static double Norm(Dictionary<string, float[]> merged) =>
        Math.Sqrt(merged.Sum(static pair => pair.Value.Zip(ToyModels.Values(ToyModels.Base, pair.Key), static (x, b) => Math.Pow((double)x - b, 2)).Sum()));

    private static Dictionary<string, float[]> Merge(string method, IReadOnlyList<Checkpoint> models, Action<TensorSettings>? configure = null) =>
        TestPlan.Run(Plan(method, models, configure));

    private static MergePlan Plan(string method, IReadOnlyList<Checkpoint> models, Action<TensorSettings>? configure = null) =>
        TestPlan.Create(MethodCatalog.BuiltIn.FindMethod(method)!, ToyModels.Base, models, configure);

    private static void Close(float[] actual, float[] expected, float tolerance)
    {
        for (var i = 0; i < expected.Length; i++) actual[i].ShouldBe(expected[i], tolerance);
    }
}
