using Sinter.Checkpoints;
using Sinter.Merging;
using Sinter.Tensors;

namespace Sinter.Benchmarks.Merging;

/// <summary>Plans for the benchmark: typical settings of every method over the same four files.</summary>
internal static class MergePlans
{
    public static MergePlan Create(string name, string[] files, double density)
    {
        var method = MethodCatalog.BuiltIn.FindMethod(name) ?? throw new ArgumentException($"There is no method '{name}'.", nameof(name));
        var declaration = method.Declaration;
        var checkpoints = files.Select(Checkpoint.Open).ToList();
        var hasBase = declaration.BaseModel is BaseModelUse.Required or BaseModelUse.Optional;
        var models = (hasBase ? checkpoints.Skip(1) : checkpoints).Take(declaration.MaximumModels).ToList();
        return new MergePlan
        {
            Method = method,
            Base = hasBase ? checkpoints[0] : null,
            Checkpoints = checkpoints,
            ModelNames = [.. models.Select(static model => Path.GetFileNameWithoutExtension(model.Path))],
            Settings = Settings(declaration, models.Count, density),
            Tensors =
            [
                .. checkpoints[0].Tensors.Select(tensor => new PlannedTensor
                {
                    Name = tensor.Name,
                    Shape = tensor.Shape,
                    Type = ElementType.BF16,
                    TypeName = "BF16",
                    ByteLength = tensor.ByteLength,
                    Action = TensorAction.Merge,
                    Base = hasBase ? new TensorSource(checkpoints[0], tensor) : null,
                    Models = [.. models.Select(model => new TensorSource(model, model.TryGet(tensor.Name, out var info) ? info : tensor))],
                    Settings = Settings(declaration, models.Count, density),
                }),
            ],
        };
    }

    private static TensorSettings Settings(MethodDeclaration declaration, int models, double density)
    {
        var settings = new TensorSettings(declaration.Parameters, models);
        Set("weight", 0.4);
        Set("density", density);
        Set("epsilon", declaration.Name.StartsWith("della", StringComparison.Ordinal) ? 0.15 : 1e-5);
        Set("t", 0.4);
        Set("select_topk", 0.3);
        Set("gamma", 0.01);
        return settings;

        void Set(string parameter, double value)
        {
            if (declaration.Find(parameter) is not null) settings.Set(parameter, value);
        }
    }
}
