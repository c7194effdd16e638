namespace Sinter.Merging;

/// <summary>The whole-model part of <see cref="LwPtv"/>: which layers there are, and, at layer granularity, their scores and which of them are pruned.</summary>
internal sealed class LwPtvPass : ModelPass
{
    private readonly string _name;
    private readonly string _granularity;
    private readonly string _direction;
    private readonly double _ratio;
    private readonly int _models;
    private readonly LayerScores? _scores;
    private readonly bool[,] _pruned;
    private bool _done;

    public LwPtvPass(ModelContext model)
    {
        var settings = model.Settings;
        (_name, _granularity, _direction) = (settings.Text("score"), settings.Text("granularity"), settings.Text("direction"));
        (_ratio, _models) = (settings.Number("ratio"), settings.Models);
        Units = new LayerUnits(model.Tensors, settings.Text("layers") == "all");
        _pruned = new bool[Units.Count, _models];
        _done = _granularity != "layer";
        if (!_done) _scores = new LayerScores(_name, Units, model);
    }

    public LayerUnits Units { get; }

    public override bool NeedsPass => !_done;

    public override IReadOnlyDictionary<string, object> Report => _scores is null
        ? new Dictionary<string, object> { ["variant"] = Variant }
        : new Dictionary<string, object>
        {
            ["variant"] = Variant,
            ["layers"] = Units.Names,
            ["scores"] = Enumerable.Range(0, Units.Count).Select(layer => Enumerable.Range(0, _models).Select(model => _scores[layer, model]).ToArray()).ToArray(),
            ["pruned"] = Enumerable.Range(0, _models).Select(model => Enumerable.Range(0, Units.Count).Where(layer => _pruned[layer, model]).ToArray()).ToArray(),
        };

    private string Variant => $"score {_name}, granularity {_granularity}, direction {_direction}, ratio {_ratio}; scores are reconstructions";

    public bool IsPruned(int layer, int model) => _pruned[layer, model];

    public override bool NeedsTensor(TensorContext tensor) => _scores!.NeedsTensor(tensor);

    public override bool NeedsBlocks(TensorContext tensor) => _scores!.NeedsBlocks(tensor);

    public override void Visit(TensorReader reader) => _scores!.Visit(reader);

    public override void Accumulate(in Block block) => _scores!.Accumulate(block);

    public override void CompletePass()
    {
        _scores!.Complete();
        var count = (int)LwPtv.Pruned(_ratio, Units.Count);
        var sign = _direction == "low" ? 1 : -1;
        for (var model = 0; model < _models; model++)
        {
            // Of equal scores the earlier layer goes first.
            foreach (var layer in Enumerable.Range(0, Units.Count).OrderBy(layer => sign * _scores[layer, model]).ThenBy(static layer => layer).Take(count))
                _pruned[layer, model] = true;
        }

        _done = true;
    }
}
