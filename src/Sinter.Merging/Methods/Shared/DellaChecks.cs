namespace Sinter.Merging;

/// <summary>What <c>della</c> and <c>della_linear</c> check alike.</summary>
internal static class DellaChecks
{
    /// <summary>Refuses keep probabilities outside (0, 1).</summary>
    /// <exception cref="RecipeException">density ± epsilon leaves (0, 1) for a model with a density between 0 and 1.</exception>
    public static void RequireRange(string method, TensorContext tensor)
    {
        for (var model = 0; model < tensor.Models; model++)
        {
            if (!Draws(tensor, model)) continue;
            var (density, epsilon) = (tensor.Settings.Number("density", model), tensor.Settings.Number("epsilon", model));
            if (density - epsilon > 0 && density + epsilon < 1) continue;
            throw new RecipeException(
                RecipeError.OutOfRange,
                $"{method}: tensor '{tensor.Name}', model {model + 1}: density {density} ± epsilon {epsilon} leaves the range between 0 and 1 of a probability; make epsilon smaller.");
        }
    }

    /// <summary>Whether random numbers are drawn for a model: not if all of its elements are kept, or none.</summary>
    public static bool Draws(TensorContext tensor, int model) => tensor.Settings.Number("density", model) is > 0 and < 1;
}
