using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Training;

/// <summary>Trains a classifier on pictures, step by step; the same for pre-training and fine-tuning.</summary>
internal sealed class TrainingRun : IDisposable
{
    // Pictures that go through the network at once: their activations stay in cache, and memory does not grow with the batch.
    private const int PartSize = 64;
    private readonly ImageModel _model;
    private readonly TrainingRecipe _recipe;
    private readonly SourceMix _mix;
    private readonly Workspace _workspace;
    private readonly Trainable _trainable;
    private readonly TrainableSource _source;
    private readonly Optimizer _optimizer;
    private readonly SampleLoader _loader;
    private readonly Mixing _mixing;
    private readonly TokenDrop _tokens;
    private readonly Sample[] _samples;
    private readonly float[] _pixels;
    private readonly float[] _targets;

    public TrainingRun(ImageModel model, SourceMix mix, TrainingRecipe recipe, Workspace workspace, Func<string, bool>? trains)
    {
        (_model, _recipe, _mix, _workspace) = (model, recipe, mix, workspace);
        Plan = RunPlan.Of(recipe, mix.EpochLength);
        _trainable = new Trainable(model.Weights, trains);
        _source = new TrainableSource(_trainable);
        var adam = new AdamWSettings { Beta2 = 0.95, WeightDecay = recipe.WeightDecay };
        _optimizer = recipe.Optimizer == OptimizerKind.Muon
            ? new Muon(workspace, _trainable, IsHiddenMatrix, new MuonSettings { Adam = adam, WeightDecay = recipe.WeightDecay })
            : new AdamW(workspace, _trainable, adam);
        Trainer = new Trainer(workspace, _optimizer, Plan.Schedule(recipe.LearningRate), recipe.ClipNorm);
        var side = model.Network.ImageSize;
        _loader = new SampleLoader(workspace.Pool, model.Preprocessor, side, recipe.Seed);
        _mixing = new Mixing(side, mix.Classes.Length, recipe.MixProbability, recipe.Smoothing);
        _tokens = new TokenDrop(model.Network.TokenCount, recipe.TokenShare, recipe.Seed);
        _samples = new Sample[recipe.BatchSize];
        _pixels = new float[Math.Min(PartSize, recipe.BatchSize) * _loader.Length];
        _targets = new float[Math.Min(PartSize, recipe.BatchSize) * mix.Classes.Length];
    }

    public RunPlan Plan { get; }

    public Trainer Trainer { get; }

    /// <summary>Takes all steps that are left.</summary>
    /// <param name="folder">Keeps the state; null: nowhere.</param>
    /// <param name="options">Progress and time.</param>
    /// <param name="validate">Top-1 on validation pictures; called after every epoch and at the end.</param>
    /// <param name="cancellation">Stops between two steps, after saving the state.</param>
    /// <returns>The curve.</returns>
    public List<CurvePoint> Run(RunFolder? folder, RunOptions options, Func<double> validate, CancellationToken cancellation)
    {
        folder?.Resume(Trainer, Plan.PlateauEnd);
        var curve = folder?.Curve ?? [];
        var clock = new RunClock(options, Plan, _recipe.BatchSize, Trainer.StepCount);
        var (loss, losses) = (0.0, 0);
        while (Trainer.StepCount < Plan.Steps)
        {
            if (cancellation.IsCancellationRequested)
            {
                folder?.Save(Trainer, plateau: false);
                cancellation.ThrowIfCancellationRequested();
            }

            if (Trainer.StepCount == Plan.PlateauEnd && Plan.Cooldown > 0 && options.KeepState) folder?.Save(Trainer, plateau: true);
            var step = Step();
            (loss, losses) = (loss + step.Loss, losses + 1);
            var done = Trainer.StepCount;
            if (done == Plan.Steps || Math.Floor(done / Plan.StepsPerEpoch) > Math.Floor((done - 1) / Plan.StepsPerEpoch))
            {
                curve.Add(new CurvePoint(done, Math.Round(done / Plan.StepsPerEpoch, 3), loss / losses, validate(), step.LearningRate));
                clock.Validated(curve[^1]);
                (loss, losses) = (0, 0);
            }

            clock.Report(done, step);
            if (clock.SaveIsDue()) folder?.Save(Trainer, plateau: false);
        }

        return curve;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _trainable.Dispose();
    }

    private static bool IsHiddenMatrix(string name) => name.Contains(".layer.", StringComparison.Ordinal) && name.EndsWith(".dense.weight", StringComparison.Ordinal)
        || name.Contains(".attention.attention.", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal);

    private TrainingStep Step()
    {
        var step = Trainer.StepCount;
        _mix.Fill(step, _samples);
        var parts = (_samples.Length + PartSize - 1) / PartSize;
        return Trainer.Step(parts, (pass, part) => Loss(pass, step, part, parts));
    }

    private Tensor Loss(Pass pass, int step, int part, int parts)
    {
        var first = (int)((long)_samples.Length * part / parts);
        var samples = _samples.AsMemory(first, (int)((long)_samples.Length * (part + 1) / parts) - first);
        var side = _model.Network.ImageSize;
        var pixels = _pixels.AsMemory(0, samples.Length * _loader.Length);
        var targets = _targets.AsSpan(0, samples.Length * _mix.Classes.Length);
        _loader.Fill(samples, pixels);
        _mixing.Apply(samples.Span, pixels.Span, targets, new Philox(_recipe.Seed, "mixing", "", _samples[first].Number));
        var kept = step < Plan.FullFrom ? _tokens.Choose(_samples[first].Number, samples.Length) : null;
        var input = pass.Input(new TensorShape(samples.Length, 3, side, side), pixels.Span);
        var logits = _model.Network.Forward(_source, input, pass, kept);
        // Parts of unequal size count by their pictures.
        var loss = pass.CrossEntropy(logits, targets);
        return pass.WeightedSum((loss, (float)((double)samples.Length * parts / _samples.Length)));
    }
}
