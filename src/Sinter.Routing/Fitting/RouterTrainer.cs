using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>
/// Stage 2: trains the router, and nothing else, on L_Unsup + η L_Dis − μ (entropy of the mean prediction). Keeps the weights that do best on held-out images by the mutual information of
/// image and prediction (entropy of the mean prediction − mean entropy), which needs no labels and falls when predictions collapse.
/// </summary>
internal sealed class RouterTrainer : IDisposable
{
    private const int LookBatch = 64;
    private readonly RoutedModel _model;
    private readonly AdaptationFeatures _data;
    private readonly AdaptationBatches _lists;
    private readonly IAdaptationSet _set;
    private readonly FitOptions _options;
    private readonly Workspace _workspace;
    private readonly PairSets? _pairs;
    private readonly MemoryBank? _bank;
    private readonly Weights _best;

    public RouterTrainer(RoutedModel model, AdaptationFeatures data, AdaptationBatches lists, IAdaptationSet set, FitOptions options, Workspace workspace)
    {
        (_model, _data, _lists, _set, _options, _workspace) = (model, data, lists, set, options, workspace);
        _best = model.Router.Weights.Clone();
        if (options.Contrast.Weight <= 0 || options.Steps == 0) return;
        _pairs = Pairs();
        if (options.Contrast.MemoryBank) _bank = new MemoryBank(data.Count, options.Contrast.OnLogits ? model.Joint.Classes.Count : model.Joint.Width, options.Contrast.Momentum);
    }

    /// <summary>Neighbourhoods of the adaptation images; null without contrast.</summary>
    public Neighbourhoods? Neighbourhoods { get; private set; }

    /// <summary>Share of the anchors that have positives and negatives.</summary>
    public double CompleteAnchors => _pairs is null ? 0 : (double)_pairs.Complete / _pairs.Count;

    public void Run(FitState state, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        if (_options.Steps == 0) return;
        var router = _model.Router;
        using var trainable = router.Train();
        using var optimizer = new AdamW(_workspace, trainable, new AdamWSettings(WeightDecay: 0));
        var trainer = new Trainer(_workspace, optimizer, Schedule.Constant(_options.Rate));
        var source = new TrainableSource(trainable);
        var batches = new AnchorBatches(_options.Seed, "router", _lists.Lists, _bank is null ? _pairs : null, _options.Contrast.Partners);
        List<(string Name, Weights Values)> extras = [("best", _best)];
        if (_bank is not null) extras.Add(("bank", _bank.Weights));
        state.Run("router", _options.Steps, _options.CheckEvery, trainer, extras, step =>
        {
            if (step == 0) Look(state, source);
            var samples = batches.Samples(step);
            var done = trainer.Step(pass => Loss(pass, source, samples));
            progress?.Report(new FitProgress("router", step + 1, _options.Steps, done.Loss));
            return (step + 1) % _options.CheckEvery != 0 && step + 1 != _options.Steps || Look(state, source);
        }, cancellation);
        _best.Values.CopyTo(router.Weights.Values);
    }

    public void Dispose()
    {
        _best.Dispose();
        _bank?.Dispose();
    }

    private PairSets Pairs()
    {
        var contrast = _options.Contrast;
        Neighbourhoods = NeighbourSearch.Find(_data.Features, _model.Joint.Width, contrast.Neighbourhood with { Seed = _options.Seed }, _workspace);
        Neighbourhoods.RequireNeighbours();
        if (!contrast.Discrepancy) return PairSets.WithoutDiscrepancy(Neighbourhoods, _options.Seed);
        var scores = AdjacencyDiscrepancy.Scores<float>(_model.Alpha(_data.Features, _workspace), _model.Joint.Classes.Count, Neighbourhoods, contrast.Score);
        return PairSets.Split(Neighbourhoods, scores, contrast.Threshold);
    }

    private Tensor Route(Pass pass, ParameterSource source, int[] samples)
    {
        var weights = _model.Router.Route(pass, source, AdaptationFeatures.Gather(_data.RouterInputs, _model.Router.Width, samples));
        return _model.Features(pass, _model.Mixed(weights), _model.Read(pass, _set, samples));
    }

    private Tensor Loss(Pass pass, ParameterSource source, int[] samples)
    {
        var features = Route(pass, source, samples);
        List<(Tensor Value, float Weight)> terms = [];
        foreach (var (logits, count) in Heads(pass, features, samples))
        {
            var share = (float)count / samples.Length;
            terms.Add((pass.Entropy(logits), share));
            if (_options.MarginalWeight > 0) terms.Add((MarginalEntropy.Apply(pass, logits), -share * (float)_options.MarginalWeight));
        }

        if (_pairs is not null)
        {
            var z = NormalizeRows.Apply(pass, _options.Contrast.OnLogits ? _model.Joint.Apply(pass, features) : features);
            var pairs = AnchorBatches.Pairs(_pairs, samples, _bank);
            terms.Add((ContrastiveLoss.Apply(pass, z, _bank, pairs, _options.Contrast.Temperature, _options.Contrast.WeighNegatives).Loss, (float)_options.Contrast.Weight));
            _bank?.Update(samples, z.Values);
        }

        return pass.WeightedSum([.. terms]);
    }

    // The logits whose entropy counts: of each task's own head, or of the joint head for all together.
    private IEnumerable<(Tensor Logits, int Count)> Heads(Pass pass, Tensor features, int[] samples)
    {
        if (_options.EntropyHead == EntropyHead.Joint)
        {
            yield return (_model.Joint.Apply(pass, features), samples.Length);
            yield break;
        }

        foreach (var rows in Enumerable.Range(0, samples.Length).GroupBy(i => _data.Tasks[samples[i]]).OrderBy(static rows => rows.Key))
        {
            int[] indices = [.. rows];
            yield return (_model.Heads[rows.Key].Apply(pass, Embedding.Apply(pass, features, indices, 1, indices.Length, "features")), indices.Length);
        }
    }

    // Looks at the held-out images; false when there was no improvement for too long.
    private bool Look(FitState state, ParameterSource source)
    {
        var information = 0.0;
        var all = _lists.HeldOut.Sum(static list => list.Length);
        if (_options.EntropyHead == EntropyHead.Joint) information = Information(source, [.. _lists.HeldOut.SelectMany(static list => list)]);
        else foreach (var list in _lists.HeldOut) information += Information(source, list) * list.Length / all;

        state.Numbers.TryAdd("information at start", information);
        if (!state.Numbers.TryGetValue("information", out var best) || information > best)
        {
            (state.Numbers["information"], state.Numbers["waited"]) = (information, 0);
            _model.Router.Weights.Values.CopyTo(_best.Values);
            return true;
        }

        return ++state.Numbers["waited"] < _options.Patience || _options.Patience == 0;
    }

    private double Information(ParameterSource source, int[] held)
    {
        double[]? mean = null;
        var entropy = 0.0;
        foreach (var samples in held.Chunk(LookBatch))
        {
            using var pass = _workspace.BeginInference();
            foreach (var (logits, _) in Heads(pass, Route(pass, source, samples), samples))
            {
                var p = new float[logits.Columns];
                mean ??= new double[p.Length];
                for (var r = 0; r < logits.Rows; r++)
                {
                    Softmax.Row(logits.Values.Slice(r * p.Length, p.Length), p);
                    for (var c = 0; c < p.Length; c++)
                    {
                        mean[c] += p[c] / (double)held.Length;
                        if (p[c] > 0) entropy -= p[c] * Math.Log(p[c]) / held.Length;
                    }
                }
            }
        }

        return mean!.Sum(static m => m > 0 ? -m * Math.Log(m) : 0) - entropy;
    }
}
