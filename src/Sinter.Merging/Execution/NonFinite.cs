namespace Sinter.Merging;

/// <summary>Messages about NaN and infinities.</summary>
internal static class NonFinite
{
    public static RecipeException Input(TensorSource input, long offset, ReadOnlySpan<float> values)
    {
        var at = First(values);
        return new RecipeException(
            RecipeError.NotFinite,
            $"{input.Checkpoint.Path}: tensor '{input.Tensor.Name}' holds {values[at]} at element {offset + at}; every weight must be finite. "
            + "Repair the model, or allow it with --allow-non-finite.");
    }

    public static RecipeException Result(MergeMethod method, TensorJob job, long offset, ReadOnlySpan<float> values, float largest)
    {
        var at = First(values, largest);
        var inputs = string.Join(", ", job.Planned.Models.Select(static model => model.Checkpoint.Path));
        return new RecipeException(
            RecipeError.NotFinite,
            $"tensor '{job.Planned.Name}': {method.Declaration.Name} gives {values[at]} at element {offset + at} although every input is finite ({inputs}). "
            + $"The result must be finite in {job.Planned.TypeName}: check weights and scales, or choose a wider dtype.");
    }

    private static int First(ReadOnlySpan<float> values, float largest = float.MaxValue)
    {
        for (var i = 0; i < values.Length; i++)
            if (!(MathF.Abs(values[i]) <= largest)) return i;
        return 0;
    }
}
