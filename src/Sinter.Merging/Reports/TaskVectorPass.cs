using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>The sums of a <see cref="TaskVectorReport"/>, layer by layer.</summary>
internal sealed class TaskVectorPass : ModelPass
{
    private readonly ModelContext _model;
    private readonly int _models;
    private readonly LayerUnits _units;
    private readonly LayerUnits _eligible;
    private readonly LayerScore _redundancy;
    private readonly LayerScore _deviation;
    private readonly LayerScore _magnitude;
    private readonly LayerSums _sums;
    private readonly LayerScores? _ranks;

    public TaskVectorPass(ModelContext model, bool effectiveRanks)
    {
        (_model, _models) = (model, model.Settings.Models);
        _units = new LayerUnits(model.Tensors, vectors: true, heads: true);
        _eligible = new LayerUnits(model.Tensors, vectors: false);
        _redundancy = LayerScore.Create("redundancy", _models)!;
        _deviation = LayerScore.Create("deviation", _models)!;
        _magnitude = LayerScore.Create("magnitude", _models)!;
        _sums = new LayerSums(_units.Count, Conflict + 1);
        _ranks = effectiveRanks ? new LayerScores("effective_rank", _units, model) : null;
    }

    public override bool NeedsPass => !Complete;

    private bool Complete { get; set; }

    // Places of the sums: dot products, deviations, magnitudes, changed elements, the base's square, conflicts.
    private int Deviations => _redundancy.Sums;

    private int Magnitudes => Deviations + _models;

    private int Changed => Magnitudes + _models;

    private int BaseSquare => Changed + _models;

    private int Conflict => BaseSquare + 1;

    public override bool NeedsTensor(TensorContext tensor) => tensor.Shape.Rank >= 2 && (_ranks?.NeedsTensor(tensor) ?? false);

    public override void Visit(TensorReader reader) => _ranks!.Visit(reader);

    public override void Accumulate(in Block block)
    {
        Span<double> sums = stackalloc double[Conflict + 1];
        _redundancy.Add(block, sums[..Deviations]);
        _deviation.Add(block, sums[Deviations..Magnitudes]);
        _magnitude.Add(block, sums[Magnitudes..Changed]);
        for (var model = 0; model < _models; model++)
        {
            var values = block.Model(model);
            sums[Changed + model] = values.Length - values.Count(0f);
        }

        sums[BaseSquare] = Sums.OfSquares(block.Base);
        sums[Conflict] = Conflicts(block);
        _sums.Add(_units.LayerOf(block.Tensor), sums);
    }

    public override void CompletePass()
    {
        _ranks?.Complete();
        Complete = true;
    }

    /// <summary>The report, when the pass is complete.</summary>
    public TaskVectorReport ToReport(IReadOnlyList<string> names, IReadOnlyList<string> skipped)
    {
        var total = new double[Deviations];
        var layers = new LayerReport[_units.Count];
        var tensors = _model.Tensors.ToLookup(_units.LayerOf);
        for (var layer = 0; layer < layers.Length; layer++)
        {
            var sums = Enumerable.Range(0, Conflict + 1).Select(index => _sums[layer, index]).ToArray();
            for (var i = 0; i < total.Length; i++) total[i] += sums[i];
            layers[layer] = ToReport(layer, [.. tensors[layer]], sums);
        }

        return new TaskVectorReport(names, layers, Norms(total), Cosines(total), skipped);
    }

    private LayerReport ToReport(int layer, IReadOnlyList<TensorContext> tensors, double[] sums)
    {
        var elements = tensors.Sum(static tensor => tensor.Count);
        var norms = Norms(sums);
        return new LayerReport(
            _units.Names[layer],
            [.. tensors.Select(static tensor => tensor.Name)],
            elements,
            tensors.All(tensor => _eligible.LayerOf(tensor) >= 0),
            norms,
            Array.ConvertAll(norms, norm => norm / (Math.Sqrt(sums[BaseSquare]) + LayerScore.Epsilon)),
            Each(model => elements == 0 ? 0 : sums[Changed + model] / elements),
            elements == 0 ? 0 : sums[Conflict] / elements,
            Cosines(sums),
            Each(model => _redundancy.Value(model, sums.AsSpan(0, Deviations), elements)),
            Each(model => _deviation.Value(model, sums.AsSpan(Deviations, _models), elements)),
            Each(model => _magnitude.Value(model, sums.AsSpan(Magnitudes, _models), elements)),
            _ranks is null || _units.Weight(layer).Shape.Rank < 2 ? null : Each(model => _ranks[layer, model]));
    }

    private double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, _models).Select(value)];

    private double[] Norms(double[] sums) => Each(model => Math.Sqrt(sums[Pair(model, model)]));

    private double[][] Cosines(double[] sums)
    {
        var norms = Norms(sums);
        return [.. Enumerable.Range(0, _models).Select(i => Each(j => norms[i] > 0 && norms[j] > 0 ? Math.Clamp(sums[Pair(i, j)] / norms[i] / norms[j], -1, 1) : 0))];
    }

    private static int Pair(int i, int j) => i >= j ? (i * (i + 1) / 2) + j : Pair(j, i);

    private double Conflicts(in Block block)
    {
        Span<float> lowest = block.Scratch(0), highest = block.Scratch(1);
        block.Model(0).CopyTo(lowest);
        block.Model(0).CopyTo(highest);
        for (var model = 1; model < _models; model++)
        {
            TensorPrimitives.Min(lowest, block.Model(model), lowest);
            TensorPrimitives.Max(highest, block.Model(model), highest);
        }

        var count = 0;
        for (var i = 0; i < lowest.Length; i++)
            if (lowest[i] < 0 && highest[i] > 0) count++;
        return count;
    }
}
