namespace Sinter.Merging;

/// <summary>A linear merge whose coefficients come from the norms and dot products of the models' vectors over the whole tensor: one pass in double.</summary>
/// <param name="tensor">The tensor.</param>
/// <param name="baseCoefficient">1 for work on task vectors, 0 for work on weights.</param>
/// <param name="solver">From dot products to coefficients.</param>
internal sealed class GramMerge(TensorContext tensor, float baseCoefficient, GramSolver solver)
    : LinearMerge(baseCoefficient, new float[tensor.Models])
{
    private readonly nint[][] _addresses = [.. Enumerable.Range(0, tensor.Workers).Select(_ => new nint[tensor.Models])];
    private readonly double[][] _dots = [.. Enumerable.Range(0, tensor.Workers).Select(_ => new double[GramMatrix.Length(tensor.Models)])];
    private WorkerSums? _sums = new(GramMatrix.Length(tensor.Models), tensor.Workers);

    public override bool NeedsPass => _sums is not null;

    public override void Accumulate(in Block block)
    {
        var dots = _dots[block.Worker];
        GramMatrix.Fill(block, 0, block.Length, _addresses[block.Worker], dots);
        for (var i = 0; i < dots.Length; i++) _sums!.Add(block.Worker, i, dots[i]);
    }

    public override void CompletePass()
    {
        var coefficients = new double[tensor.Models];
        solver(new GramMatrix(tensor.Models, _sums!.Totals()), coefficients);
        SetCoefficients(coefficients);
        _sums = null;
    }
}
