using Sinter.Tensors;

namespace Sinter.Merging.Tests.Methods;

public sealed class MatrixMemoryTests
{
    private static readonly long[][] Shapes = [[768, 768], [3072, 768], [768, 3072]];

    [Theory]
    [InlineData("tsv_m")]
    [InlineData("iso_c")]
    [InlineData("iso_cts")]
    [InlineData("opcm")]
    [InlineData("wudi")]
    public void A_matrix_method_needs_at_most_six_times_the_largest_tensor_whatever_the_number_of_experts(string name)
    {
        var method = MethodCatalog.BuiltIn.FindMethod(name)!;
        foreach (var models in new[] { 2, 8, 20 })
        {
            var most = Shapes.Max(shape =>
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
                using var pass = name == "opcm" ? method.CreateModelPass(new ModelContext([tensor], []) { Settings = tensor.Settings }) : null;
                using var merge = method.CreateTensorMerge(tensor, pass);
                return merge.PreparationBytes;
            });
            ((double)most / (3072 * 768 * sizeof(float))).ShouldBeLessThanOrEqualTo(6, $"{models} models");
        }
    }
}
