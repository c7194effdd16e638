using Sinter.Tensors;

namespace Sinter.Merging.Tests.Methods;

public sealed class MatrixMemoryTests
{
    // The matrices of a ViT-B; then models of square matrices only.
    private static readonly long[][][] Models = [[[768, 768], [3072, 768], [768, 3072]], [[1024, 1024]], [[4096, 4096]]];

    [Theory]
    [InlineData("tsv_m")]
    [InlineData("iso_c")]
    [InlineData("iso_cts")]
    [InlineData("opcm")]
    [InlineData("wudi")]
    public void A_matrix_method_needs_at_most_six_times_the_largest_tensor_whatever_the_number_of_experts(string name)
    {
        var method = MethodCatalog.BuiltIn.FindMethod(name)!;
        foreach (var shapes in Models)
        {
            foreach (var models in new[] { 2, 4, 8, 20 })
            {
                var most = shapes.Max(shape => Needs(method, shape, models));
                ((double)most / shapes.Max(static shape => shape[0] * shape[1] * sizeof(float))).ShouldBeLessThanOrEqualTo(6, $"{models} models, up to {shapes[^1][0]} x {shapes[^1][1]}");
            }
        }
    }

    private static long Needs(MergeMethod method, long[] shape, int models)
    {
        var tensor = new TensorContext
        {
            Index = 0,
            Name = "layers.0.weight",
            Shape = new TensorShape(shape),
            Models = models,
            HasBase = true,
            Settings = new TensorSettings(method.Declaration.Parameters, models),
        };
        using var pass = method.Declaration.Name == "opcm" ? method.CreateModelPass(new ModelContext([tensor], []) { Settings = tensor.Settings }) : null;
        using var merge = method.CreateTensorMerge(tensor, pass);
        return merge.PreparationBytes;
    }
}
