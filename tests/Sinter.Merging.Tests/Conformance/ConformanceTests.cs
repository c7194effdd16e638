using Sinter.Testing;

namespace Sinter.Merging.Tests.Conformance;

/// <summary>What every merge method must do, whatever it computes.</summary>
public sealed class ConformanceTests
{
    private static readonly Dictionary<string, string> NotSymmetric = new()
    {
        ["dare_linear"] = "every model has its own random numbers",
        ["dare_ties"] = "every model has its own random numbers",
        ["della"] = "every model has its own random numbers",
        ["della_linear"] = "every model has its own random numbers",
        ["magmax"] = "of equal magnitudes the later model's is taken",
        ["opcm"] = "merges the tasks one after another, each freed of the directions of those before it",
        ["slerp"] = "the first model is the side t = 0",
    };

    public static TheoryData<string> Setups() => [.. MethodSetup.All.Select(static setup => setup.ToString())];

    [Theory]
    [MemberData(nameof(Setups))]
    public void Shapes_and_types_stay_and_nothing_becomes_nan(string name)
    {
        using var plan = Plan(name);
        var merged = Merger.RunInMemory(plan);
        merged.Count.ShouldBe(ConformanceModels.Base.Tensors.Count);
        foreach (var tensor in ConformanceModels.Base.Tensors)
        {
            merged[tensor.Name].LongLength.ShouldBe(tensor.ByteLength, tensor.Name);
            if (plan.Tensors.Single(planned => planned.Name == tensor.Name).Action is TensorAction.Merge) continue;
            var bytes = new byte[tensor.ByteLength];
            (plan.Base ?? plan.Tensors[0].Models[0].Checkpoint).Read(tensor, 0, bytes);
            merged[tensor.Name].ShouldBe(bytes, $"{tensor.Name} is copied");
        }

        foreach (var (tensor, values) in TestPlan.Run(plan)) values.ShouldAllBe(value => float.IsFinite(value), tensor);
    }

    [Theory]
    [MemberData(nameof(Setups))]
    public void Threads_and_memory_do_not_change_a_bit(string name)
    {
        using var plan = Plan(name);
        var expected = Merger.RunInMemory(plan, new ExecutionOptions { Threads = 1 });
        foreach (var options in new ExecutionOptions[] { new() { Threads = 3 }, new() { Threads = 2, MaximumMemory = 24 << 20 } })
        {
            var actual = Merger.RunInMemory(plan, options);
            foreach (var (tensor, bytes) in expected) actual[tensor].AsSpan().SequenceEqual(bytes).ShouldBeTrue($"{tensor} with {options}");
        }
    }

    [Theory]
    [MemberData(nameof(Setups))]
    public void Merging_copies_of_the_base_returns_the_base(string name)
    {
        var setup = MethodSetup.Find(name);
        using var plan = setup.Plan([.. new int[setup.Models]]);
        var merged = TestPlan.Run(plan);
        foreach (var (tensor, values) in Originals()) ShouldBeNear(merged[tensor], values, tensor);
    }

    [Theory]
    [MemberData(nameof(Setups))]
    public void A_tensor_that_nobody_changed_stays(string name)
    {
        using var plan = Plan(name);
        ShouldBeNear(TestPlan.Run(plan)[ConformanceModels.Frozen], Originals()[ConformanceModels.Frozen], ConformanceModels.Frozen);
    }

    [Theory]
    [MemberData(nameof(Setups))]
    public void The_order_of_the_models_does_not_matter(string name)
    {
        var setup = MethodSetup.Find(name);
        if (NotSymmetric.ContainsKey(setup.Method.Declaration.Name)) return;
        var experts = Enumerable.Range(1, setup.Models).ToArray();
        using var plan = setup.Plan(experts);
        using var reversed = setup.Plan([.. experts.Reverse()]);
        var expected = TestPlan.Run(plan);
        var actual = TestPlan.Run(reversed);
        foreach (var tensor in plan.Tensors.Where(static tensor => tensor.Action is TensorAction.Merge)) ShouldBeNear(actual[tensor.Name], expected[tensor.Name], tensor.Name);
    }

    [Fact]
    public void Exceptions_name_methods_that_exist() =>
        NotSymmetric.Keys.ShouldAllBe(static name => MethodCatalog.BuiltIn.FindMethod(name) != null);

    private static MergePlan Plan(string name)
    {
        var setup = MethodSetup.Find(name);
        return setup.Plan([.. Enumerable.Range(1, setup.Models)]);
    }

    private static Dictionary<string, float[]> Originals()
    {
        using var plan = TestPlan.Create(new Passthrough(), null, [ConformanceModels.Base]);
        return TestPlan.Run(plan);
    }

    private static void ShouldBeNear(float[] actual, float[] expected, string tensor)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            // A step of the type, where a sum in another order rounds to the other side.
            var tolerance = tensor is "bf16" or "ties" or "long" ? Math.Abs(expected[i]) / 128 : tensor is "f16" ? Math.Abs(expected[i]) / 1024 : 2e-6f;
            Math.Abs(actual[i] - expected[i]).ShouldBeLessThanOrEqualTo(tolerance + 2e-6f, $"{tensor}[{i}]: {actual[i]} instead of {expected[i]}");
        }
    }
}
