namespace Sinter.Merging;

/// <summary>Keeps each element of a task vector with the model's density as probability, and rescales what it keeps.</summary>
internal sealed class BernoulliSparsifier : Sparsifier
{
    private readonly TensorContext _tensor;
    private readonly float[] _densities;
    private readonly float[] _factors;
    private RescaledNorms? _norms;

    public BernoulliSparsifier(TensorContext tensor, RescaleMode rescale)
    {
        _tensor = tensor;
        var densities = tensor.Settings.Numbers("density");
        _densities = Array.ConvertAll(densities, static density => (float)density);
        _factors = Array.ConvertAll(densities, density => rescale is RescaleMode.Inverse && density > 0 ? (float)(1 / density) : 1);
        if (rescale is RescaleMode.MatchNorm && Array.Exists(_densities, static density => density < 1)) _norms = new RescaledNorms(tensor);
    }

    public override bool NeedsPass => _norms is not null;

    public override void Accumulate(in Block block)
    {
        var uniforms = block.Scratch(0);
        for (var model = 0; model < _densities.Length; model++)
        {
            if (_densities[model] >= 1) continue;
            _tensor.Uniforms.Fill(model, block.Offset, uniforms);
            var before = Sums.OfMagnitudes(block.Model(model));
            KeepKernel.Apply(block.Mutable(model), uniforms, _densities[model], 1);
            _norms!.Add(block.Worker, model, before, Sums.OfMagnitudes(block.Model(model)));
        }
    }

    public override void CompletePass()
    {
        _norms!.Factors(_factors, model => _densities[model] < 1);
        _norms = null;
    }

    public override void Apply(in Block block, Span<float> bounds)
    {
        bounds.Clear();
        var uniforms = block.Scratch(0);
        for (var model = 0; model < _densities.Length; model++)
        {
            if (_densities[model] >= 1) continue;
            _tensor.Uniforms.Fill(model, block.Offset, uniforms);
            KeepKernel.Apply(block.Mutable(model), uniforms, _densities[model], _factors[model]);
        }
    }
}
