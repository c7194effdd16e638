using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Of each task vector, drops the largest elements by magnitude, keeps those that follow and drops the rest; exactly as many as said, the first ones where magnitudes are equal.
/// </summary>
internal sealed unsafe class MagnitudeBandSparsifier : Sparsifier
{
    private readonly MagnitudeSelection?[] _selections;
    private readonly bool[] _dropsLargest;

    /// <param name="tensor">The tensor.</param>
    /// <param name="drop">How many of the largest are dropped, one number a model.</param>
    /// <param name="keep">How many of those that follow are kept.</param>
    public MagnitudeBandSparsifier(TensorContext tensor, ReadOnlySpan<long> drop, ReadOnlySpan<long> keep)
    {
        _selections = new MagnitudeSelection?[tensor.Models];
        _dropsLargest = new bool[tensor.Models];
        for (var model = 0; model < tensor.Models; model++)
        {
            _dropsLargest[model] = drop[model] > 0;
            if (keep[model] < tensor.Count) _selections[model] = new(tensor.Count, Cuts(drop[model], keep[model]), tensor.BlockCount, tensor.Workers);
        }

        PreparationBytes = _selections.Sum(selection => selection is null ? 0 : MagnitudeSelection.MemoryBytes(tensor.BlockCount, tensor.Workers, selection.Cuts));
    }

    public override long PreparationBytes { get; }

    public override bool NeedsPass => Array.Exists(_selections, static selection => selection is { NeedsPass: true });

    internal override bool WantsSample => Array.Exists(_selections, static selection => selection is { WantsSample: true });

    internal override void Sample(in Block piece)
    {
        for (var model = 0; model < _selections.Length; model++)
            if (_selections[model] is { WantsSample: true } selection) selection.Sample(piece.Index, piece.Model(model));
    }

    /// <summary>Keeps the int(density · n) largest.</summary>
    public static MagnitudeBandSparsifier ByDensity(TensorContext tensor) =>
        new(tensor, new long[tensor.Models], Array.ConvertAll(tensor.Settings.Numbers("density"), density => SparseParameters.CountOf(density, tensor.Count)));

    /// <summary>What breadcrumbs keeps.</summary>
    public static MagnitudeBandSparsifier Breadcrumbs(TensorContext tensor)
    {
        var (drop, keep) = SparseParameters.Breadcrumbs(tensor.Settings, tensor.Count);
        return new MagnitudeBandSparsifier(tensor, drop, keep);
    }

    public override void Accumulate(in Block block)
    {
        for (var model = 0; model < _selections.Length; model++)
            if (_selections[model] is { NeedsPass: true } selection) selection.Accumulate(block.Index, block.Worker, block.Model(model));
    }

    public override bool AccumulatesStored => Array.TrueForAll(_selections, static selection => selection is null or { NeedsPass: false } or { TakesDifferences: true });

    public override bool Accumulates(int model) => _selections[model] is { NeedsPass: true };

    public override void AccumulateStored(in StoredBlock block, int model) =>
        _selections[model]!.AccumulateDifferences(block.Type, block.Origin, (byte*)block.Models[0], block.Length, block.Place.Worker, block.Place.Index);

    public override void CompletePass()
    {
        foreach (var selection in _selections)
            if (selection is { NeedsPass: true }) selection.CompletePass();
    }

    public override void Apply(in Block block, Span<float> bounds, Span<float> factors)
    {
        factors.Fill(1);
        bounds.Clear();
        for (var model = 0; model < _selections.Length; model++)
        {
            if (_selections[model] is not { } selection) continue;
            var cut = selection[0];
            if (_dropsLargest[model] || cut.Splits(block.Index)) cut.KeepLargest(block.Index, block.Mutable(model));
            else bounds[model] = cut.Bound(block.Index);
            if (_dropsLargest[model]) selection[1].DropLargest(block.Index, block.Mutable(model));
        }
    }

    public override bool SelectsStored => true;

    public override bool CombineStored(in StoredBlock block, SparseMerge merge, byte* result)
    {
        var least = stackalloc float[_selections.Length];
        var most = stackalloc float[_selections.Length];
        for (var model = 0; model < _selections.Length; model++)
        {
            (least[model], most[model]) = (0, float.PositiveInfinity);
            if (_selections[model] is not { } selection) continue;
            if (selection[0].Splits(block.Place.Index)) return false;
            least[model] = selection[0].Bound(block.Place.Index);
            if (!_dropsLargest[model] || selection[1].Keep == 0) continue;
            if (selection[1].Splits(block.Place.Index)) return false;
            most[model] = MathF.BitDecrement(selection[1].Bound(block.Place.Index));
        }

        return Array.IndexOf(_dropsLargest, true) < 0
            ? merge.CombineSelected(block, new BoundSelection(least), [], result)
            : merge.CombineSelected(block, new BandSelection(least, most), [], result);
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var selection in _selections) selection?.Dispose();
        base.Dispose(disposing);
    }

    private static long[] Cuts(long drop, long keep) => drop > 0 ? [drop + keep, drop] : [keep];
}
