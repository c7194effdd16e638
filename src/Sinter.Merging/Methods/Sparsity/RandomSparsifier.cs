namespace Sinter.Merging;

/// <summary>
/// Drops elements of task vectors at random and rescales the rest. To match norms it must know all that is kept before the first element is merged; what the pass finds out is
/// remembered as one bit an element, where memory allows.
/// </summary>
internal abstract class RandomSparsifier : Sparsifier
{
    private readonly TensorContext _tensor;
    private readonly float[] _factors;
    private readonly bool[] _draws;
    private readonly KeptMask? _mask;
    private RescaledNorms? _norms;

    protected RandomSparsifier(TensorContext tensor, RescaleMode rescale)
    {
        _tensor = tensor;
        Densities = tensor.Settings.Numbers("density");
        _draws = Array.ConvertAll(Densities, static density => density < 1);
        _factors = Array.ConvertAll(Densities, density => rescale is RescaleMode.Inverse && density > 0 ? (float)(1 / density) : 1);
        if (rescale is not RescaleMode.MatchNorm || !_draws.Contains(true)) return;
        _norms = new RescaledNorms(tensor);
        _mask = KeptMask.Create(tensor);
        PreparationBytes = _mask is null ? 0 : KeptMask.BytesFor(tensor);
    }

    public sealed override long PreparationBytes { get; }

    public sealed override bool NeedsPass => _norms is not null;

    /// <summary>One density a model.</summary>
    protected double[] Densities { get; }

    public sealed override void Accumulate(in Block block)
    {
        for (var model = 0; model < _draws.Length; model++)
        {
            if (!_draws[model]) continue;
            var before = Sums.OfMagnitudes(block.Model(model));
            Drop(block, model, 1);
            _norms!.Add(block.Worker, model, before, Sums.OfMagnitudes(block.Model(model)));
            _mask?.Store(block.Index, model, block.Model(model));
        }
    }

    public sealed override void CompletePass()
    {
        _norms!.Factors(_factors, _draws);
        _norms = null;
    }

    public sealed override void Apply(in Block block, Span<float> bounds)
    {
        bounds.Clear();
        for (var model = 0; model < _draws.Length; model++)
        {
            if (!_draws[model]) continue;
            if (_mask is not null) _mask.Apply(block.Index, model, block.Mutable(model), _factors[model]);
            else Drop(block, model, _factors[model]);
        }
    }

    /// <summary>Multiplies what is kept of a model's block by a factor, and sets the rest to zero; always in the same way.</summary>
    protected abstract void Drop(in Block block, int model, float factor);

    /// <summary>The random numbers of a model's block, in scratch space 0.</summary>
    protected ReadOnlySpan<float> Uniforms(in Block block, int model)
    {
        var uniforms = block.Scratch(0);
        _tensor.Uniforms.Fill(model, block.Offset, uniforms);
        return uniforms;
    }

    protected override void Dispose(bool disposing)
    {
        _mask?.Dispose();
        base.Dispose(disposing);
    }
}
