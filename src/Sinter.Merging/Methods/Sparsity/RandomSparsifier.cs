using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sinter.Merging;

/// <summary>
/// Drops elements of task vectors at random and rescales the rest. To match norms it must know all that is kept before the first element is merged; what the pass finds out may be
/// remembered as one bit an element, where memory allows.
/// </summary>
internal abstract unsafe class RandomSparsifier : Sparsifier
{
    private readonly float[] _factors;
    private readonly bool[] _draws;
    private readonly KeptMask? _mask;
    private RescaledNorms? _norms;
    private bool _finite;

    /// <param name="tensor">The tensor.</param>
    /// <param name="rescale">What is done with the elements that are kept.</param>
    /// <param name="remembers">Whether what was chosen is remembered, instead of chosen again.</param>
    protected RandomSparsifier(TensorContext tensor, RescaleMode rescale, bool remembers)
    {
        Densities = tensor.Settings.Numbers("density");
        _draws = Array.ConvertAll(Densities, static density => density < 1);
        _factors = Array.ConvertAll(Densities, density => rescale is RescaleMode.Inverse && density > 0 ? (float)(1 / density) : 1);
        if (rescale is not RescaleMode.MatchNorm || !_draws.Contains(true)) return;
        _norms = new RescaledNorms(tensor);
        _mask = remembers ? KeptMask.Create(tensor, tensor.Models) : null;
        PreparationBytes = _mask is null ? 0 : KeptMask.BytesFor(tensor, tensor.Models);
    }

    public sealed override long PreparationBytes { get; }

    public sealed override bool NeedsPass => _norms is not null;

    public sealed override bool AccumulatesStored => !LooksAtValues && NeedsPass;

    public sealed override bool SelectsStored => _mask is not null || !LooksAtValues;

    /// <summary>Whether <see cref="Choose"/> or <see cref="Finish"/> looks at the block's values.</summary>
    protected abstract bool LooksAtValues { get; }

    /// <summary>One density a model.</summary>
    protected double[] Densities { get; }

    public sealed override void Accumulate(in Block block)
    {
        for (var model = 0; model < _draws.Length; model++)
        {
            if (!_draws[model]) continue;
            var bits = Bits(block, model);
            Choose(block, model, bits);
            var (all, kept) = KeptSums.OfMagnitudes(block.Model(model), bits);
            _norms!.Add(block.Worker, model, all, kept);
        }
    }

    public sealed override bool Accumulates(int model) => _draws[model];

    public sealed override void AccumulateStored(in StoredBlock block, int model)
    {
        var bits = Bits(block.Place, model);
        Choose(block.Place, model, bits);
        var (all, kept) = KeptSums.OfMagnitudes(block.Type, block.Origin, (byte*)block.Models[0], block.Length, bits);
        _norms!.Add(block.Place.Worker, model, all, kept);
    }

    public sealed override void CompletePass()
    {
        _finite = _norms!.Factors(_factors, _draws) && !_draws.Contains(false);
        _norms = null;
    }

    public sealed override void Apply(in Block block, Span<float> bounds, Span<float> factors)
    {
        bounds.Clear();
        _factors.CopyTo(factors);
        for (var model = 0; model < _draws.Length; model++)
        {
            if (!_draws[model]) continue;
            var bits = Bits(block, model);
            if (_mask is null) Choose(block, model, bits);
            KeptBits.Apply(block.Mutable(model), bits, 1);
            if (_mask is null) Finish(block, model);
        }
    }

    public sealed override bool CombineStored(in StoredBlock block, SparseMerge merge, byte* result)
    {
        var words = stackalloc uint*[_draws.Length];
        for (var model = 0; model < _draws.Length; model++)
        {
            // Without a mask in the model's own memory, where nothing is yet.
            var masked = _mask is not null && _draws[model];
            var bits = masked ? _mask!.At(block.Place.Index, model) : MemoryMarshal.Cast<float, uint>(block.Place.Mutable(model))[..KeptBits.Words(block.Length)];
            if (!_draws[model]) bits.Fill(uint.MaxValue);
            else if (!masked) Choose(block.Place, model, bits);
            words[model] = (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bits));
        }

        var known = new StoredBlock(block.Place, block.Type, block.Origin, block.Models) { IsFinite = _finite };
        return merge.CombineSelected(known, new BitSelection(words, KeptBits.Lanes), _factors, result);
    }

    /// <summary>Writes the <see cref="KeptBits"/> of a model's block; always the same. Scratch space 0, 1 and 3 are free.</summary>
    protected abstract void Choose(in Block block, int model, Span<uint> bits);

    /// <summary>May change what has just been chosen and kept.</summary>
    protected virtual void Finish(in Block block, int model)
    {
    }

    // In the mask, or in scratch space 2.
    private Span<uint> Bits(in Block block, int model) =>
        _mask is not null ? _mask.At(block.Index, model) : MemoryMarshal.Cast<float, uint>(block.Scratch(2))[..KeptBits.Words(block.Length)];

    protected override void Dispose(bool disposing)
    {
        _mask?.Dispose();
        base.Dispose(disposing);
    }
}
