namespace Sinter.Merging;

/// <summary>Checks of weights that must be divided by their sum.</summary>
internal static class WeightChecks
{
    private const double SmallestSum = 1e-8;

    /// <summary>Refuses weights whose sum is zero, or so close to it that the quotients are noise.</summary>
    /// <exception cref="RecipeException">The weights sum to zero.</exception>
    public static void RequireSum(string method, TensorContext tensor)
    {
        var weights = tensor.Settings.Numbers("weight");
        if (Math.Abs(weights.Sum()) >= SmallestSum) return;
        throw new RecipeException(
            RecipeError.OutOfRange,
            $"{method}: the weights of tensor '{tensor.Name}' ({string.Join(", ", weights)}) sum to zero and cannot be normalized; change a weight or turn normalization off.");
    }

    /// <summary>The sum of the weights to divide by; 1 where it is so close to zero that dividing would explode.</summary>
    public static double SumOrOne(double[] weights)
    {
        var sum = weights.Sum();
        return Math.Abs(sum) < SmallestSum ? 1 : sum;
    }
}
