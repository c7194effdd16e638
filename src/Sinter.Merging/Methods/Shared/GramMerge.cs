using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>A linear merge whose coefficients come from the norms and dot products of the models' vectors over the whole tensor: one pass.</summary>
/// <param name="tensor">The tensor.</param>
/// <param name="baseCoefficient">1 for work on task vectors, 0 for work on weights.</param>
/// <param name="solver">From dot products to coefficients.</param>
/// <param name="inRuns">Whether products are added in float32 over short runs (<see cref="RunDots"/>, <see cref="DifferenceDots"/>) instead of in double: for vectors that do not lie close together.</param>
internal sealed unsafe class GramMerge(TensorContext tensor, float baseCoefficient, GramSolver solver, bool inRuns = false)
    : LinearMerge(baseCoefficient, new float[tensor.Models])
{
    private readonly nint[][] _addresses = [.. Enumerable.Range(0, tensor.Workers).Select(_ => new nint[tensor.Models])];
    private readonly double[][] _dots = [.. Enumerable.Range(0, tensor.Workers).Select(_ => new double[GramMatrix.Length(tensor.Models)])];
    private WorkerSums? _sums = new(GramMatrix.Length(tensor.Models), tensor.Workers);

    public override bool NeedsPass => _sums is not null;

    internal override bool AccumulatesStored => inRuns && NeedsPass;

    public override void Accumulate(in Block block)
    {
        if (inRuns)
        {
            _dots[block.Worker].AsSpan().Clear();
            for (var start = 0; start < block.Length; start += RunDots.Length) AddRun(block, start, Math.Min(RunDots.Length, block.Length - start));
        }
        else
        {
            GramMatrix.Fill(block, 0, block.Length, _addresses[block.Worker], _dots[block.Worker]);
        }

        AddDots(block.Worker);
    }

    internal override void AccumulateStored(in StoredBlock block)
    {
        var place = block.Place;
        _dots[place.Worker].AsSpan().Clear();
        if (block.Type is ElementType.BF16 && block.Models.Length <= DifferenceDots.Vectors) DifferenceDots.Add(block.Origin, block.Models, block.Length, _dots[place.Worker]);
        else AddRuns(block);
        AddDots(place.Worker);
    }

    public override void CompletePass()
    {
        var coefficients = new double[tensor.Models];
        solver(new GramMatrix(tensor.Models, _sums!.Totals()), coefficients);
        SetCoefficients(coefficients);
        _sums = null;
    }

    // Run by run, so that the task vectors stay in the first-level cache.
    private void AddRuns(in StoredBlock block)
    {
        var place = block.Place;
        var size = block.Type.Size();
        Span<nint> models = stackalloc nint[block.Models.Length];
        for (var start = 0; start < block.Length; start += RunDots.Length)
        {
            var length = Math.Min(RunDots.Length, block.Length - start);
            for (var model = 0; model < models.Length; model++) models[model] = block.Models[model] + (start * size);
            TaskVectorKernel.Fill(block.Type, block.Origin + (start * size), models, length, place.Pointer(0), place.Stride);
            AddRun(place, 0, length);
        }
    }

    private void AddRun(in Block block, int start, int length)
    {
        var addresses = _addresses[block.Worker];
        for (var model = 0; model < addresses.Length; model++) addresses[model] = (nint)(block.Pointer(1 + model) + start);
        RunDots.Add(addresses, length, _dots[block.Worker]);
    }

    private void AddDots(int worker)
    {
        var dots = _dots[worker];
        for (var i = 0; i < dots.Length; i++) _sums!.Add(worker, i, dots[i]);
    }
}
