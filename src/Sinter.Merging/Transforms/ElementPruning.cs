namespace Sinter.Merging;

/// <summary>LwPTV at parameter granularity: in one tensor, zeroes each model's ⌈ρ n⌉ elements with the lowest or highest scores; elements that tie with the threshold stay.</summary>
internal sealed class ElementPruning : TensorTransform
{
    private readonly string _score;
    private readonly bool _low;
    private readonly int _models;
    private readonly long _pruned;
    private readonly bool _everything;
    private readonly double[] _projections;
    private readonly LayerScore? _gram;
    private readonly LayerSums? _sums;
    private readonly StreamedRanks? _ranks;
    private readonly bool[]?[] _masks;
    private readonly int _blockSize;
    private bool _gathered;

    public ElementPruning(TensorContext tensor)
    {
        var settings = tensor.Settings;
        (_score, _low, _models) = (settings.Text("score"), settings.Text("direction") == "low", tensor.Models);
        _pruned = LwPtv.Pruned(settings.Number("ratio"), tensor.Count);
        _everything = _pruned == tensor.Count;
        _projections = new double[_models];
        _masks = new bool[]?[Math.Max(1, tensor.Workers)];
        _blockSize = tensor.BlockSize;
        if (_pruned == 0 || _everything)
        {
            _gathered = true;
            return;
        }

        var rank = _low ? _pruned : tensor.Count - _pruned - 1;
        _ranks = new StreamedRanks(tensor.Count, tensor.Workers, [.. Enumerable.Repeat(new[] { rank }, _models)]);
        _gram = _score == "redundancy" ? LayerScore.Create(_score, _models) : null;
        _sums = _gram is null ? null : new LayerSums(1, _gram.Sums);
        _gathered = _gram is null;
    }

    public override bool NeedsPass => !_gathered || (_ranks?.NeedsPass ?? false);

    public override void Accumulate(in Block block)
    {
        if (!_gathered)
        {
            Span<double> sums = stackalloc double[_gram!.Sums];
            _gram.Add(block, sums);
            _sums!.Add(0, sums);
            return;
        }

        for (var model = 0; model < _models; model++) _ranks!.Add(block.Worker, model, Scores(block, model));
    }

    public override void CompletePass()
    {
        if (_gathered)
        {
            _ranks!.CompletePass();
            return;
        }

        for (var model = 0; model < _models; model++)
        {
            double dot = 0, others = 0;
            for (int i = 0, pair = 0; i < _models; i++)
            {
                for (var j = 0; j <= i; j++, pair++)
                {
                    if (i == model != (j == model)) dot += _sums![0, pair];
                    else if (i != model) others += (i == j ? 1 : 2) * _sums![0, pair];
                }
            }

            _projections[model] = others > 0 ? dot / others : 0;
        }

        _gathered = true;
    }

    public override void Apply(in Block block)
    {
        if (_everything)
        {
            for (var model = 0; model < _models; model++) block.Mutable(model).Clear();
        }

        if (_ranks is null) return;

        // Every model's mask before any change: a score may depend on the other task vectors.
        var masks = _masks[block.Worker] ??= new bool[checked(_models * _blockSize)];
        for (var model = 0; model < _models; model++)
        {
            var scores = Scores(block, model);
            var threshold = _ranks.Value(model, 0);
            var mask = masks.AsSpan(model * _blockSize, scores.Length);
            if (_low)
                for (var i = 0; i < scores.Length; i++) mask[i] = scores[i] >= threshold;
            else
                for (var i = 0; i < scores.Length; i++) mask[i] = scores[i] <= threshold;
        }

        for (var model = 0; model < _models; model++)
        {
            var values = block.Mutable(model);
            var mask = masks.AsSpan(model * _blockSize, values.Length);
            for (var i = 0; i < values.Length; i++) values[i] = mask[i] ? values[i] : 0;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _ranks?.Dispose();
        base.Dispose(disposing);
    }

    private Span<float> Scores(in Block block, int model)
    {
        ElementScores.Compute(_score, block, model, _projections[model], block.Scratch(0), block.Scratch(1));
        return block.Scratch(0);
    }
}
