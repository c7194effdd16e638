using Sinter.Checkpoints;
using Sinter.Merging;
using Sinter.Tensors;

namespace Sinter.Testing;

/// <summary>Plans for tests, without a recipe: every tensor of the first model (or the base) is merged with the same settings.</summary>
public static class TestPlan
{
    /// <summary>A plan over checkpoints with equal tensors. Integers, booleans and scalars are copied, as recipes have it.</summary>
    public static MergePlan Create(
        MergeMethod method,
        Checkpoint? baseModel,
        IReadOnlyList<Checkpoint> models,
        Action<TensorSettings>? configure = null,
        ElementType? outputType = null,
        ulong seed = 0,
        RandomKind random = RandomKind.Philox,
        IReadOnlyList<(TaskVectorTransform Transform, Action<TensorSettings>? Configure)>? transforms = null,
        IReadOnlyList<Checkpoint>? statistics = null)
    {
        transforms ??= [];
        var like = baseModel ?? models[0];
        return new MergePlan
        {
            Method = method,
            Transforms = [.. transforms.Select(static transform => transform.Transform)],
            Base = baseModel,
            Checkpoints = [.. models.Append(baseModel).OfType<Checkpoint>().Distinct()],
            ModelNames = [.. models.Select(static (_, index) => $"model-{index + 1}")],
            Seed = seed,
            Random = random,
            Settings = Settings(method.Declaration.Parameters, models.Count, configure),
            TransformSettings = [.. transforms.Select(transform => Settings(transform.Transform.Declaration.Parameters, models.Count, transform.Configure))],
            Tensors = [.. like.Tensors.Select(tensor => Plan(tensor))],
        };

        PlannedTensor Plan(TensorInfo tensor)
        {
            var merged = tensor.Type.IsFloat() && tensor.Shape.Rank > 0;
            var type = merged ? outputType ?? tensor.Type : tensor.Type;
            return new PlannedTensor
            {
                Name = tensor.Name,
                Shape = tensor.Shape,
                Type = type,
                TypeName = type is ElementType.Other ? tensor.TypeName : type.Name(),
                ByteLength = merged ? tensor.Shape.Count * type.Size() : tensor.ByteLength,
                Action = merged ? TensorAction.Merge : TensorAction.Copy,
                Base = baseModel is null ? null : Source(baseModel, tensor.Name),
                Models = [.. models.Select(model => Source(model, tensor.Name))],
                CopySource = merged ? null : Source(like, tensor.Name),
                Statistics = [.. (statistics ?? []).Select(model => model.TryGet(tensor.Name, out var info) ? new TensorSource(model, info) : null)],
                Settings = Settings(method.Declaration.Parameters, models.Count, configure),
                TransformSettings = [.. transforms.Select(transform => Settings(transform.Transform.Declaration.Parameters, models.Count, transform.Configure))],
            };
        }
    }

    /// <summary>Merges in memory and widens the float tensors to float32.</summary>
    public static Dictionary<string, float[]> Run(MergePlan plan, ExecutionOptions? options = null)
    {
        var bytes = Merger.RunInMemory(plan, options);
        return plan.Tensors.Where(static tensor => tensor.Type.IsFloat()).ToDictionary(static tensor => tensor.Name, tensor => Widen(tensor, bytes[tensor.Name]));
    }

    private static float[] Widen(PlannedTensor tensor, byte[] bytes)
    {
        var values = new float[tensor.Shape.Count];
        ElementConversion.ToSingle(tensor.Type, bytes, values);
        return values;
    }

    private static TensorSettings Settings(IEnumerable<ParameterDefinition> parameters, int models, Action<TensorSettings>? configure)
    {
        var settings = new TensorSettings(parameters, models);
        configure?.Invoke(settings);
        return settings;
    }

    private static TensorSource Source(Checkpoint checkpoint, string name) =>
        checkpoint.TryGet(name, out var tensor) ? new TensorSource(checkpoint, tensor) : throw new ArgumentException($"{checkpoint.Path} has no tensor '{name}'.", nameof(name));
}
