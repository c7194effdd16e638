using Sinter.Checkpoints;
using Sinter.Merging.Tests.Conformance;
using Sinter.Tensors;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Execution;

public sealed class StoredBlockTests
{
    [Theory]
    [InlineData("ties", "")]
    [InlineData("ties", "combine", "max")]
    [InlineData("ties", "density_scope", "model")]
    [InlineData("dare_linear", "")]
    [InlineData("dare_linear", "rescale", "inverse")]
    [InlineData("dare_ties", "")]
    [InlineData("dare_ties", "rescale", "false")]
    [InlineData("breadcrumbs", "")]
    [InlineData("breadcrumbs_ties", "")]
    [InlineData("della", "")]
    [InlineData("della", "rescale", "inverse")]
    [InlineData("della_linear", "")]
    [InlineData("sce", "")]
    [InlineData("model_stock", "")]
    public void Merging_stored_elements_directly_gives_the_bytes_of_merging_widened_ones_and_rounding(string name, string parameter, string value = "")
    {
        // Results of another type than the inputs cannot be made directly; those in F64 are not rounded.
        var direct = Merge(null);
        var widened = Merge(ElementType.F64);
        var plan = Plan(null);
        foreach (var tensor in plan.Tensors.Where(static tensor => tensor.Action is TensorAction.Merge && tensor.Type is not ElementType.F64))
        {
            var values = new float[tensor.Shape.Count];
            ElementConversion.ToSingle(ElementType.F64, widened[tensor.Name], values);
            var rounded = new byte[tensor.ByteLength];
            ElementConversion.FromSingle(tensor.Type, values, rounded);
            direct[tensor.Name].ShouldBe(rounded, tensor.Name);
        }

        IReadOnlyDictionary<string, byte[]> Merge(ElementType? type) => Merger.RunInMemory(Plan(type), new ExecutionOptions { Threads = 2 });

        MergePlan Plan(ElementType? type) => TestPlan.Create(
            MethodCatalog.BuiltIn.FindMethod(name)!,
            ConformanceModels.Base,
            [.. Enumerable.Range(1, 3).Select(ConformanceModels.Expert)],
            settings =>
            {
                foreach (var (key, number) in new[] { ("density", 0.4), ("weight", 0.6), ("gamma", 0.05), ("epsilon", 0.1), ("select_topk", 0.3) })
                    if (MethodCatalog.BuiltIn.FindMethod(name)!.Declaration.Find(key) is not null) settings.Set(key, number);
                if (parameter.Length > 0) settings.Set(parameter, value);
            },
            type);
    }

    [Theory]
    [InlineData("dare_linear")]
    [InlineData("dare_ties")]
    [InlineData("ties")]
    [InlineData("breadcrumbs")]
    [InlineData("breadcrumbs_ties")]
    public void A_tensor_of_several_parts_whose_models_are_read_one_after_the_other_gives_the_bytes_of_models_read_together(string name)
    {
        // With a base of another type nothing works on stored elements.
        using var apart = Plan(ElementType.BF16);
        using var together = Plan(ElementType.F32);
        var expected = Merger.RunInMemory(together, new ExecutionOptions { Threads = 1 })["w"];
        foreach (var threads in new[] { 1, 3 }) Merger.RunInMemory(apart, new ExecutionOptions { Threads = threads })["w"].ShouldBe(expected);

        MergePlan Plan(ElementType baseType) => TestPlan.Create(
            MethodCatalog.BuiltIn.FindMethod(name)!,
            Large(0, baseType),
            [Large(1, ElementType.BF16), Large(2, ElementType.BF16), Large(3, ElementType.BF16)],
            static settings => settings.Set("density", 0.4).Set("density", 1, 1.0).Set("density", 2, 0.7),
            ElementType.BF16);
    }

    // So large that thresholds are sampled, and no whole number of chunks, parts or blocks.
    private static MemoryCheckpoint Large(int seed, ElementType type)
    {
        var shape = new TensorShape(1201, 1003);
        var values = new float[shape.Count];
        new Philox(9, "large").FillNormal(0, values);
        var change = new float[shape.Count];
        if (seed > 0) new Philox(seed, "change").FillNormal(0, change);
        for (var i = 0; i < values.Length; i++) values[i] += 0.05f * change[i];
        return new MemoryCheckpoint($"model {seed}").Add(new TensorInfo("w", type, shape), BFloat16Numbers.Store(values, type));
    }
}
