using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>
/// Stage 1 on cached base features: first the joint head is distilled from the experts (each expert's soft prediction inside its own block of classes), then
/// L_Head = L_Ent + γ L_Inv with L_Ent = H(p) + λ KL(Dir(α) ‖ Dir(1)).
/// </summary>
internal sealed class JointHeadTrainer(RoutedModel model, AdaptationFeatures data, AdaptationBatches lists, FitOptions options, Workspace workspace)
{
    private const double LevelMomentum = 0.99;
    private readonly HeadOptions _head = options.Head;

    /// <summary>Runs both parts; the joint head's weights change.</summary>
    public void Run(FitState state, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        if (_head.StartFromExperts) CopyExperts();
        Train("distill", _head.DistillSteps, state, progress, Distill, cancellation);
        Train("head", _head.Steps, state, progress, (pass, logits, samples) => Refine(pass, logits, samples, state), cancellation);
    }

    private void CopyExperts()
    {
        for (var t = 0; t < model.Heads.Count; t++)
        {
            var (head, offset) = (model.Heads[t].Weights, model.Offsets[t]);
            head["classifier.weight"].CopyTo(model.Joint.Weights["classifier.weight"][(offset * model.Joint.Width)..]);
            head["classifier.bias"].CopyTo(model.Joint.Weights["classifier.bias"][offset..]);
        }
    }

    private void Train(string phase, int steps, FitState state, IProgress<FitProgress>? progress, Func<Pass, Tensor, int[], Tensor> loss, CancellationToken cancellation)
    {
        using var trainable = new Trainable(model.Joint.Weights);
        using var optimizer = new AdamW(workspace, trainable, new AdamWSettings(WeightDecay: 0));
        var trainer = new Trainer(workspace, optimizer, Schedule.Constant(_head.Rate));
        var source = new TrainableSource(trainable);
        var batches = new AnchorBatches(options.Seed, phase, lists.Lists, null, 0);
        state.Run(phase, steps, options.CheckEvery, trainer, [], step =>
        {
            var samples = batches.Samples(step);
            var done = trainer.Step(pass =>
            {
                var features = pass.Input(new Tensors.TensorShape(samples.Length, model.Joint.Width), AdaptationFeatures.Gather(data.Features, model.Joint.Width, samples));
                return loss(pass, model.Joint.Apply(pass, features, source), samples);
            });
            progress?.Report(new FitProgress(phase, step + 1, steps, done.Loss));
            return true;
        }, cancellation);
    }

    private Tensor Distill(Pass pass, Tensor logits, int[] samples)
    {
        var targets = AdaptationFeatures.Gather(data.Targets, model.Joint.Classes.Count, samples);
        if (_head.DistillLoss == LabelLoss.CrossEntropy) return pass.CrossEntropy(logits, targets);
        return TermLoss.Apply(pass, EvidenceOperation.Apply(pass, logits, model.Evidence), new LabelTerm(_head.DistillLoss, targets));
    }

    private Tensor Refine(Pass pass, Tensor logits, int[] samples, FitState state)
    {
        var alpha = EvidenceOperation.Apply(pass, logits, model.Evidence);
        var share = _head.KlPerClass ? 1.0 / model.Joint.Classes.Count : 1;
        List<(Tensor Value, float Weight)> terms =
        [
            (TermLoss.Apply(pass, alpha, new EntropyTerm()), 1),
            (TermLoss.Apply(pass, alpha, _head.KlOfPseudoLabel ? new MisleadingEvidenceTerm(null) : new KlTerm()), (float)(_head.KlWeight * share)),
        ];
        if (_head.MarginalWeight > 0) terms.Add((MarginalEntropy.Apply(pass, logits), -(float)_head.MarginalWeight));
        if (_head.DistillWeight > 0) terms.Add((Distill(pass, logits, samples), (float)_head.DistillWeight));
        if (Inverse(pass, alpha, state) is { } inverse) terms.Add((inverse, (float)_head.InverseWeight));
        return pass.WeightedSum([.. terms]);
    }

    private Tensor? Inverse(Pass pass, Tensor alpha, FitState state)
    {
        switch (_head.Inverse)
        {
            case InverseRelation.Product: return TermLoss.Apply(pass, alpha, new ProductTerm());
            case InverseRelation.Correlation: return TermLoss.Apply(pass, alpha, new CorrelationTerm());
            case InverseRelation.Off: return null;
        }

        double? level = state.Numbers.TryGetValue("level", out var known) ? known : null;
        var term = new ReciprocalTerm(level);
        var loss = TermLoss.Apply(pass, alpha, term);
        state.Numbers["level"] = level is { } before ? LevelMomentum * before + (1 - LevelMomentum) * term.BatchLevel : term.BatchLevel;
        return loss;
    }
}
