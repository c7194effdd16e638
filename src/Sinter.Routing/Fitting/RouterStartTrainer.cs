using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>Fits the router, on cached inputs, to a distribution over experts for every image: task ids, or the joint head's belief by task.</summary>
internal sealed class RouterStartTrainer(RoutedModel model, AdaptationFeatures data, AdaptationBatches lists, FitOptions options, Workspace workspace)
{
    public void Run(FitState state, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        if (options.Start == RouterStart.Uniform) return;
        var targets = options.Start == RouterStart.TaskIds ? TaskIds() : model.BeliefByTask(model.Alpha(data.Features, workspace));
        var router = model.Router;
        using var trainable = router.Train();
        using var optimizer = new AdamW(workspace, trainable, new AdamWSettings(WeightDecay: 0));
        var trainer = new Trainer(workspace, optimizer, Schedule.Constant(options.StartRate));
        var source = new TrainableSource(trainable);
        var batches = new AnchorBatches(options.Seed, "start", lists.Lists, null, 0);
        state.Run("start", options.StartSteps, options.CheckEvery, trainer, [], step =>
        {
            var samples = batches.Samples(step);
            var wanted = AdaptationFeatures.Gather(targets, router.Experts, samples);
            if (options.Router.Granularity == RouterGranularity.Layer) wanted = [.. wanted.Chunk(router.Experts).SelectMany(row => Enumerable.Repeat(row, router.Groups.Count)).SelectMany(static row => row)];
            var done = trainer.Step(pass => pass.CrossEntropy(router.Logits(pass, source, AdaptationFeatures.Gather(data.RouterInputs, router.Width, samples)), wanted));
            progress?.Report(new FitProgress("start", step + 1, options.StartSteps, done.Loss));
            return true;
        }, cancellation);
    }

    private float[] TaskIds()
    {
        var targets = new float[data.Count * model.Heads.Count];
        for (var i = 0; i < data.Count; i++) targets[i * model.Heads.Count + data.Tasks[i]] = 1;
        return targets;
    }
}
