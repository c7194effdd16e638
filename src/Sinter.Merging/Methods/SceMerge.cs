using System.Runtime.InteropServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// The work of <see cref="Sce"/> on a tensor. The energies need the exact threshold of the variances: where a sample tells about what it is, one pass finds both, with what lies near the
/// threshold kept as <see cref="OpenPositions"/>. Else passes of selection come first, and one over the energies follows.
/// </summary>
internal sealed unsafe class SceMerge : TensorMerge
{
    private static readonly SignElection Election = new(AgreeingElements.Mean, Scale: 1, EqualVotes: true);
    private readonly TensorContext _tensor;
    private readonly double _share;
    private readonly float[] _weights;
    private readonly float[] _bounds;
    private readonly KeptMask? _mask;
    private readonly Lock _gate = new();
    private MagnitudeSample? _sample;
    private OpenPositions? _open;
    private MagnitudeSelection? _selection;
    private WorkerSums? _energies;

    public SceMerge(TensorContext tensor)
    {
        (_tensor, _share) = (tensor, tensor.Settings.Number("select_topk"));
        _weights = new float[tensor.Models];
        _bounds = new float[tensor.Models];
        _energies = new WorkerSums(tensor.Models, tensor.Workers);
        if (_share >= 1) return;
        PreparationBytes = MagnitudeSelection.MemoryBytes(tensor.BlockCount, tensor.Workers, cuts: 1);
        _mask = KeptMask.Create(tensor, models: 1);
        if (_mask is null) return;
        PreparationBytes += KeptMask.BytesFor(tensor, models: 1);
        if (WantsSample) PreparationBytes += OpenPositions.BytesFor(tensor);
    }

    public override long PreparationBytes { get; }

    public override bool NeedsPass => _energies is not null;

    internal override bool WantsSample => _mask is not null && _open is null && MagnitudeSample.Pays(_tensor.Count);

    // Null when every position is kept.
    private MagnitudeSelection? Selection
    {
        get
        {
            if (_share >= 1) return null;
            lock (_gate) return _selection ??= new MagnitudeSelection(_tensor.Count, Keep, _tensor.BlockCount, _tensor.Workers);
        }
    }

    internal override void Sample(in Block piece)
    {
        lock (_gate) _sample ??= new MagnitudeSample(_tensor.Count);
        if (!_sample.Add(piece.Index, MemoryMarshal.Cast<float, uint>(Variances(piece)))) return;
        var zeros = (long)(_sample.Zeros * _tensor.Count);
        var bracket = _sample.Around(1 - ((double)Keep(_tensor.Count - zeros) / _tensor.Count), _share);
        _open = new OpenPositions(_tensor, BitConverter.UInt32BitsToSingle(bracket.Low), BitConverter.UInt32BitsToSingle(bracket.High));
        _sample.Dispose();
        _sample = null;
    }

    public override void Accumulate(in Block block)
    {
        var kept = KeptBitsOf(block);
        if (_open is not null)
        {
            Span<double> squares = stackalloc double[_weights.Length];
            _open.Add(block, kept, squares);
            AddEnergies(block.Worker, squares);
            return;
        }

        if (Selection is { NeedsPass: true } selection)
        {
            selection.Accumulate(block.Index, block.Worker, Variances(block));
            return;
        }

        if (_share >= 1) kept.Fill(uint.MaxValue);
        else Choose(block, kept);

        for (var model = 0; model < _weights.Length; model++) _energies!.Add(block.Worker, model, KeptSums.OfSquares(block.Model(model), kept).Kept);
    }

    internal override bool AccumulatesStored => _open is not null;

    internal override void AccumulateStored(in StoredBlock block)
    {
        Span<double> squares = stackalloc double[_weights.Length];
        _open!.Add(block, KeptBitsOf(block.Place), squares);
        AddEnergies(block.Place.Worker, squares);
    }

    public override void CompletePass()
    {
        if (_open is not null)
        {
            var decided = _open.TryDecide(Keep, _mask!, _energies!);
            _open.Dispose();
            _open = null;
            if (!decided)
            {
                _energies = new WorkerSums(_tensor.Models, _tensor.Workers);
                return;
            }
        }
        else if (Selection is { NeedsPass: true } selection)
        {
            selection.CompletePass();
            return;
        }

        var energies = _energies!.Totals();
        var sum = energies.Sum();
        for (var model = 0; model < _weights.Length; model++) _weights[model] = (float)(sum > 0 ? energies[model] / sum : 1.0 / energies.Length);
        _energies = null;
    }

    public override void Combine(in Block block, Span<float> result)
    {
        if (_share < 1)
        {
            var kept = KeptBitsOf(block);
            if (_mask is null) Choose(block, kept);
            for (var model = 0; model < _weights.Length; model++) KeptBits.Apply(block.Mutable(model), kept, 1);
        }

        ConsensusKernel.Combine(block, _bounds, _weights, _weights, Election, result);
    }

    internal override bool CombinesStored => _mask is not null || _share >= 1;

    internal override bool CombineStored(in StoredBlock block, byte* result)
    {
        var kept = KeptBitsOf(block.Place);
        if (_share >= 1) kept.Fill(uint.MaxValue);
        fixed (uint* bits = kept) return ConsensusKernel.Combine(block, new PositionSelection(bits, KeptBits.Lanes), _weights, _weights, Election, result);
    }

    protected override void Dispose(bool disposing)
    {
        _sample?.Dispose();
        _open?.Dispose();
        _selection?.Dispose();
        _mask?.Dispose();
        base.Dispose(disposing);
    }

    private long Keep(long nonZeros) => (long)(_share * nonZeros);

    private void AddEnergies(int worker, ReadOnlySpan<double> squares)
    {
        for (var model = 0; model < squares.Length; model++) _energies!.Add(worker, model, squares[model]);
    }

    // In the mask, or in scratch space 2.
    private Span<uint> KeptBitsOf(in Block block) =>
        _mask is not null ? _mask.At(block.Index, 0)[..KeptBits.Words(block.Length)] : MemoryMarshal.Cast<float, uint>(block.Scratch(2))[..KeptBits.Words(block.Length)];

    // A position that is kept has a variance above zero. Which ones these are a pass finds out, and remembers where memory allows.
    private void Choose(in Block block, Span<uint> kept)
    {
        var variances = Variances(block);
        Selection![0].KeepLargest(block.Index, variances);
        KeptBits.FillAbove(variances, 0, kept);
    }

    // In scratch space 0.
    private static Span<float> Variances(in Block block)
    {
        var variances = block.Scratch(0);
        VarianceKernel.Compute(block, variances);
        return variances;
    }
}
