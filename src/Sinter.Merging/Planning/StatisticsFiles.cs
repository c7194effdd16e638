using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>Finds the statistics that a method's parameter of kind <see cref="ParameterKind.File"/> names for each model.</summary>
internal sealed class StatisticsFiles(MergeMethod method, CheckpointPool pool, RecipeProblems problems)
{
    private readonly ParameterDefinition? _parameter = method.Declaration.Parameters.FirstOrDefault(static parameter => parameter.Kind is ParameterKind.File);

    /// <summary>The statistics tensor of each model, under the model's own name of the tensor; empty when no file has any.</summary>
    /// <exception cref="CheckpointException">A file cannot be read.</exception>
    public IReadOnlyList<TensorSource?> Find(TensorSlot slot, MatchedTensor matched, TensorSettings settings)
    {
        if (_parameter is null || matched.Action is not TensorAction.Merge) return [];
        var found = new TensorSource?[matched.Models.Length];
        for (var model = 0; model < found.Length; model++)
        {
            if (settings.Text(_parameter.Name, model) is not { } path) continue;
            var file = pool.Open(path);
            if (!file.TryGet(slot.InputNames[model], out var tensor)) continue;
            found[model] = new TensorSource(file, tensor);
            if (method.Declaration.StreamsStatistics && !tensor.Shape.Equals(matched.Output.Shape))
                problems.Add(RecipeError.ShapeMismatch, slot.Group.Position,
                    $"{path}: the statistics of tensor {Quoted.Name(slot.Name)} have the shape {tensor.Shape}; expected the tensor's own, {matched.Output.Shape}.");
        }

        return Array.TrueForAll(found, static source => source is null) ? [] : found;
    }
}
