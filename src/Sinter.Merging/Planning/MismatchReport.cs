using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>Gathers tensors that do not match and tells them in a few lines: one for each pair of models and kind, not one a tensor.</summary>
internal sealed class MismatchReport(Recipe recipe, RecipeProblems problems)
{
    private readonly Dictionary<(string Has, string Lacks), List<string>> _missing = [];
    private readonly List<string> _vocabulary = [];
    private readonly List<string> _shapes = [];

    /// <summary>Notes that some inputs lack a slot's tensor.</summary>
    public void Missing(TensorSlot slot, IReadOnlyList<TensorSource?> inputs, CheckpointPool pool)
    {
        var checkpoints = slot.Group.Inputs.Select(static input => input.Checkpoint).ToArray();
        var has = 0;
        while (inputs[has] is null) has++;
        var lacks = 0;
        while (inputs[lacks] is not null) lacks++;
        var key = (pool.NameOf(checkpoints[has]), pool.NameOf(checkpoints[lacks]));
        if (!_missing.TryGetValue(key, out var names)) _missing.Add(key, names = []);
        names.Add(slot.Name);
    }

    /// <summary>Notes that shapes or types of a slot's tensor differ.</summary>
    public void Mismatched(TensorSlot slot, IReadOnlyList<TensorSource> inputs, CheckpointPool pool)
    {
        var first = inputs[0];
        var other = inputs.First(input => !input.Tensor.Shape.Equals(first.Tensor.Shape) || input.Tensor.TypeName != first.Tensor.TypeName);
        var text = $"{Quoted.Name(slot.Name)} is {Describe(first, other, pool)} and {Describe(other, first, pool)}";
        (IsVocabulary(slot, inputs) ? _vocabulary : _shapes).Add(text);
    }

    /// <summary>Turns what was noted into problems.</summary>
    public void Tell()
    {
        var at = recipe.Position with { Line = 0 };
        foreach (var ((has, lacks), names) in _missing)
        {
            var which = names.Count == 1 ? $"tensor {Quoted.Name(names[0])}"
                : $"{names.Count} tensors ({string.Join(", ", names.Order(StringComparer.Ordinal).Take(3).Select(Quoted.Name))}{(names.Count > 3 ? ", …" : string.Empty)})";
            problems.Add(RecipeError.MissingTensor, at,
                $"{which} of {has} {(names.Count == 1 ? "is" : "are")} missing in {lacks}; expected the same names in every model: say on_mismatch: skip to leave such tensors out, or base to keep the base's.");
        }

        if (_vocabulary.Count > 0)
            problems.Add(RecipeError.ShapeMismatch, at,
                $"the vocabularies differ: {First(_vocabulary)}; say on_mismatch: intersect to keep the rows that all have, or base to keep the base's.");
        if (_shapes.Count > 0)
            problems.Add(RecipeError.ShapeMismatch, at,
                $"tensor {First(_shapes)}; expected one shape and type: these models are not of one architecture, or say on_mismatch: base or skip.");
    }

    private static string First(List<string> texts) => texts[0] + (texts.Count > 1 ? $" (and {texts.Count - 1} more tensors)" : string.Empty);

    private static string Describe(TensorSource source, TensorSource other, CheckpointPool pool)
    {
        var type = source.Tensor.TypeName == other.Tensor.TypeName ? string.Empty : source.Tensor.TypeName + " ";
        return $"{type}{source.Tensor.Shape} in {pool.NameOf(source.Checkpoint)}";
    }

    private static bool IsVocabulary(TensorSlot slot, IReadOnlyList<TensorSource> inputs) =>
        OuterTensors.IsVocabulary(slot.Name) && inputs.All(input => input.Tensor.Shape.Rank == inputs[0].Tensor.Shape.Rank);
}
