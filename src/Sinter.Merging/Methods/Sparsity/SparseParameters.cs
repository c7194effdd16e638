namespace Sinter.Merging;

/// <summary>Parameters of the methods that drop elements of task vectors before they merge them.</summary>
internal static class SparseParameters
{
    public static ParameterDefinition Gamma { get; } =
        new("gamma", ParameterKind.Number, 0.01, "Share of the largest elements that is dropped as outliers.") { PerModel = true, Minimum = 0, Maximum = 1 };

    public static ParameterDefinition Epsilon { get; } = new(
        "epsilon", ParameterKind.Number, 0.15, "Half the range of keep probabilities: the smallest of a row is kept with density − epsilon, the largest with density + epsilon.")
    { PerModel = true, Minimum = 0, Maximum = 1 };

    public static ParameterDefinition Rescale { get; } = new(
        "rescale", ParameterKind.Choice, "true", "What is done to the kept elements: match the sum of magnitudes before dropping (true), nothing (false), divide by the keep probability (inverse).")
    { Choices = ["true", "false", "inverse"] };

    public static ParameterDefinition DensityScope { get; } = new(
        "density_scope", ParameterKind.Choice, "tensor", "Whether density counts the elements of each tensor, or of the whole model; then the top-level densities hold.")
    { Choices = ["tensor", "model"] };

    /// <summary>Whether <see cref="DensityScope"/> says model.</summary>
    public static bool IsModelScope(TensorSettings settings) => settings.Text("density_scope") == "model";

    /// <summary>The value of <see cref="Rescale"/>.</summary>
    public static RescaleMode RescaleOf(TensorContext tensor) => tensor.Settings.Text("rescale") switch
    {
        "true" => RescaleMode.MatchNorm,
        "false" => RescaleMode.None,
        _ => RescaleMode.Inverse,
    };

    /// <summary>
    /// The numbers of outliers to drop and of elements to keep, as breadcrumbs counts them. A density of 1 drops nothing, and fewer outliers go when the rest could not fill
    /// the density.
    /// </summary>
    public static (long[] Drop, long[] Keep) Breadcrumbs(TensorSettings settings, long count)
    {
        var keep = Array.ConvertAll(settings.Numbers("density"), density => CountOf(density, count));
        var drop = settings.Numbers("gamma").Select((gamma, model) => Math.Min(CountOf(gamma, count), count - keep[model])).ToArray();
        return (drop, keep);
    }

    /// <summary>int(share · count), as mergekit counts.</summary>
    public static long CountOf(double share, long count) => share >= 1 ? count : Math.Clamp((long)(share * count), 0, count);
}
