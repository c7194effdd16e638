namespace Sinter.Merging;

/// <summary>
/// Sums of magnitudes of each model's task vector before and after elements were dropped, and the factors that make up for the difference. As in mergekit, a vector whose
/// sum is below 1e-7, before or after, is not rescaled.
/// </summary>
internal sealed class RescaledNorms(TensorContext tensor)
{
    private const double SmallestSum = 1e-7;
    private readonly WorkerSums _sums = new(2 * tensor.Models, tensor.Workers);

    /// <summary>Adds a block's sums.</summary>
    public void Add(int worker, int model, double before, double after)
    {
        _sums.Add(worker, 2 * model, before);
        _sums.Add(worker, 2 * model + 1, after);
    }

    /// <summary>Writes the factors |d|₁ / |kept|₁ of the rescaled models.</summary>
    /// <returns>Whether all elements of theirs are finite.</returns>
    public bool Factors(Span<float> factors, ReadOnlySpan<bool> rescaled)
    {
        var sums = _sums.Totals();
        var finite = true;
        for (var model = 0; model < factors.Length; model++)
        {
            if (!rescaled[model]) continue;
            var (before, after) = (sums[2 * model], sums[2 * model + 1]);
            finite &= double.IsFinite(before);
            factors[model] = before < SmallestSum || after < SmallestSum ? 1 : (float)(before / after);
        }

        return finite;
    }
}
