using Sinter.Checkpoints;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Runs the whole-model statistic of a <see cref="TaskVectorReport"/> through the executor, as a merge of which nothing is wanted.</summary>
internal sealed class TaskVectorInspection(bool effectiveRanks) : MergeMethod
{
    private Func<IReadOnlyList<string>, IReadOnlyList<string>, TaskVectorReport>? _report;

    public override MethodDeclaration Declaration { get; } = new(
        "inspect", "Compares task vectors.", "-", "-", MethodScope.Model, BaseModelUse.Required);

    public static TaskVectorReport Run(
        Checkpoint origin, IReadOnlyList<Checkpoint> models, IReadOnlyList<string> names, bool effectiveRanks, ExecutionOptions options, CancellationToken cancellation)
    {
        var method = new TaskVectorInspection(effectiveRanks);
        var settings = new TensorSettings([], models.Count);
        var (tensors, skipped) = Match(origin, models, settings);
        if (tensors.Count == 0)
        {
            throw new RecipeException(
                RecipeError.MissingTensor, $"{origin.Path}: has no floating-point tensor of the same name and shape as every model; give the base that the models were fine-tuned from.");
        }

        // Not disposed: the checkpoints are the caller's.
        var plan = new MergePlan { Method = method, Tensors = tensors, Base = origin, ModelNames = names, Checkpoints = [], Settings = settings };
        MergeExecutor.Run(plan, new NoSink(), options, static _ => false, static _ => { }, cancellation);
        return method._report!(names, skipped);
    }

    public override ModelPass CreateModelPass(ModelContext model)
    {
        var pass = new TaskVectorPass(model, effectiveRanks);
        _report = pass.ToReport;
        return pass;
    }

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) => throw new NotSupportedException("An inspection merges nothing.");

    private static (List<PlannedTensor> Tensors, List<string> Skipped) Match(Checkpoint origin, IReadOnlyList<Checkpoint> models, TensorSettings settings)
    {
        var tensors = new List<PlannedTensor>();
        var skipped = new List<string>();
        foreach (var tensor in origin.Tensors)
        {
            var sources = models.Select(model => model.TryGet(tensor.Name, out var found) ? new TensorSource(model, found) : null).OfType<TensorSource>().ToList();
            if (!tensor.Type.IsFloat() || tensor.Shape.Rank == 0 || sources.Count < models.Count
                || sources.Exists(source => !source.Tensor.Type.IsFloat() || !source.Tensor.Shape.Equals(tensor.Shape)))
            {
                skipped.Add(tensor.Name);
                continue;
            }

            tensors.Add(new PlannedTensor
            {
                Name = tensor.Name,
                Shape = tensor.Shape,
                Type = tensor.Type,
                TypeName = tensor.TypeName,
                ByteLength = tensor.ByteLength,
                Action = TensorAction.Merge,
                Base = new TensorSource(origin, tensor),
                Models = sources,
                Settings = settings,
            });
        }

        skipped.AddRange(models.SelectMany(static model => model.Tensors).Select(static tensor => tensor.Name).Where(name => !origin.TryGet(name, out _)).Distinct(StringComparer.Ordinal));
        return (tensors, skipped);
    }

    private sealed class NoSink : ITensorSink
    {
        public void Write(PlannedTensor tensor, long byteOffset, ReadOnlySpan<byte> bytes)
        {
        }

        public string FileOf(PlannedTensor tensor) => "";

        public void Declare(SideTensor side)
        {
        }

        public void WriteSide(SideTensor side, long byteOffset, ReadOnlySpan<byte> bytes)
        {
        }
    }
}
