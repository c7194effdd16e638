namespace Sinter.Merging;

/// <summary>A linear merge whose coefficients come from the norms and dot products of the models' vectors over the whole tensor: one pass in double.</summary>
/// <param name="tensor">The tensor.</param>
/// <param name="baseCoefficient">1 for work on task vectors, 0 for work on weights.</param>
/// <param name="solver">From dot products to coefficients.</param>
internal sealed class GramMerge(TensorContext tensor, float baseCoefficient, GramSolver solver)
    : LinearMerge(baseCoefficient, new float[tensor.Models])
{
    private WorkerSums? _sums = new(GramMatrix.Length(tensor.Models), tensor.Workers);

    public override bool NeedsPass => _sums is not null;

    public override void Accumulate(in Block block)
    {
        var index = 0;
        for (var row = 0; row < tensor.Models; row++)
            for (var column = row; column < tensor.Models; column++)
                _sums!.Add(block.Worker, index++, Sums.Dot(block.Model(row), block.Model(column)));
    }

    public override void CompletePass()
    {
        var coefficients = new double[tensor.Models];
        solver(new GramMatrix(tensor.Models, _sums!.Totals()), coefficients);
        SetCoefficients(coefficients);
        _sums = null;
    }
}
