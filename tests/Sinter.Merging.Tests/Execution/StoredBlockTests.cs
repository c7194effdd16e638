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
}
