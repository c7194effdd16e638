using Sinter.Checkpoints;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Gives a task its own model back from a merge that left masks beside the model: B + r_t mask_t ⊙ (M − B), with M the merged model.
/// For <c>emr</c> the rescaler r_t is in the merge's provenance (<c>rescalers</c>); for <c>consensus</c> with <c>tasks: 0</c> and <c>lambda: 1</c> it is 1.
/// </summary>
public static class TaskModels
{
    /// <summary>Plans the reconstruction; carry it out like any other plan. The plan owns the checkpoints.</summary>
    /// <param name="origin">The base of the merge.</param>
    /// <param name="merged">The merged model.</param>
    /// <param name="masks">The file of masks beside it: <c>emr.safetensors</c> or <c>consensus.safetensors</c>.</param>
    /// <param name="task">Number of the task, from 1, in the order of the merge's models.</param>
    /// <param name="rescaler">The task's rescaler.</param>
    /// <exception cref="RecipeException">A tensor or mask is missing or has another shape.</exception>
    public static MergePlan CreatePlan(Checkpoint origin, Checkpoint merged, Checkpoint masks, int task, double rescaler)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(merged);
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentOutOfRangeException.ThrowIfLessThan(task, 1);
        var method = new MaskedTask();
        var tensors = new List<PlannedTensor>();
        foreach (var tensor in merged.Tensors)
        {
            var source = new TensorSource(merged, tensor);
            var settings = new TensorSettings(method.Declaration.Parameters, 1).Set("rescaler", rescaler);
            var mask = masks.TryGet(PackedMasks.Name(task - 1, tensor.Name), out var found) ? found : null;
            if (mask is null && !(tensor.Type.IsFloat() && tensor.Shape.Rank > 0))
            {
                tensors.Add(Planned(tensor, TensorAction.Copy, settings, copy: source));
                continue;
            }

            if (!origin.TryGet(tensor.Name, out var start) || mask is null)
            {
                throw new RecipeException(
                    RecipeError.MissingTensor,
                    $"{(mask is null ? masks.Path : origin.Path)}: has no {(mask is null ? "mask of" : "tensor")} '{tensor.Name}' for task {task}; use the base and the masks of this very merge.");
            }

            if (!start.Shape.Equals(tensor.Shape) || mask.Shape.Count != (tensor.Shape.Count + 7) / 8)
            {
                throw new RecipeException(
                    RecipeError.ShapeMismatch,
                    $"tensor '{tensor.Name}': {tensor.Shape} merged, {start.Shape} in the base, {mask.Shape.Count} bytes of mask; use the base and the masks of this very merge.");
            }

            tensors.Add(Planned(tensor, TensorAction.Merge, settings, new TensorSource(origin, start), source, new TensorSource(masks, mask)));
        }

        return new MergePlan
        {
            Method = method,
            Tensors = tensors,
            Base = origin,
            ModelNames = ["merged"],
            Checkpoints = [origin, merged, masks],
            ConfigurationPath = Directory.Exists(merged.Path) ? merged.Path : null,
            Settings = new TensorSettings(method.Declaration.Parameters, 1),
        };
    }

    private static PlannedTensor Planned(
        TensorInfo tensor, TensorAction action, TensorSettings settings, TensorSource? origin = null, TensorSource? model = null, TensorSource? mask = null, TensorSource? copy = null) => new()
        {
            Name = tensor.Name,
            Shape = tensor.Shape,
            Type = tensor.Type,
            TypeName = tensor.TypeName,
            ByteLength = tensor.ByteLength,
            Action = action,
            Base = origin,
            Models = model is null ? [] : [model],
            CopySource = copy,
            Statistics = mask is null ? [] : [mask],
            Settings = settings,
        };
}
