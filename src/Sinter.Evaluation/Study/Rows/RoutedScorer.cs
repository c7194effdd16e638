using Sinter.Learning;
using Sinter.Routing;

namespace Sinter.Evaluation;

/// <summary>Scores a routed model, every picture under its own weights. What the base says is taken from the study's memory; the numbers are those of <see cref="RoutedEvaluation"/>.</summary>
internal sealed class RoutedScorer(StudyScene scene, RoutedModel model)
{
    private readonly FixedSource _router = new(model.Router.Weights);

    public CellScores Score() => new(StaticScorer.Seen(scene, (set, t) => Score(set, model.Heads[t], t)), StaticScorer.Unseen(scene, (set, head) => Score(set, head, null)));

    private PictureScores Score(PictureSet set, ClassHead head, int? task)
    {
        var (features, inputs) = scene.Views.Of(model, set);
        var (classes, experts, groups) = (head.Classes.Count, model.Router.Experts, model.Router.Groups.Count);
        var logits = new float[set.Count * classes];
        var (found, right, uncertainty, weights) = (new bool[set.Count], new bool[set.Count], new float[set.Count], new double[experts]);
        model.ForBatches(set, [.. Enumerable.Range(0, set.Count)], InferenceOptions.BatchSize, scene.Workspace, (pass, samples, images) =>
        {
            var (first, count) = (samples[0], samples.Length);
            var mixture = model.Router.Route(pass, _router, inputs.AsSpan(first * model.Router.Width, count * model.Router.Width));
            var merged = model.Features(pass, model.Mixed(mixture), images);
            var alpha = model.Alpha(features.AsSpan(first * model.Joint.Width, count * model.Joint.Width), scene.Workspace);
            head.Apply(pass, merged).Values.CopyTo(logits.AsSpan(first * classes));
            var output = new RoutedOutput(model, pass, mixture.Values.ToArray(), merged, alpha, UnknownTask.Heads);
            for (var i = 0; i < count; i++)
            {
                uncertainty[first + i] = (float)output.Uncertainty(i);
                for (var w = 0; w < groups * experts; w++) weights[w % experts] += output.Weights[i * groups * experts + w] / ((double)groups * set.Count);
                if (task is null) continue;
                var free = output.Predict(i);
                found[first + i] = free.Task == task;
                right[first + i] = free.Task == task && free.Class == set.Label(first + i);
            }
        }, scene.Cancellation);
        var scores = StaticScorer.Of(set, head, logits) with { Uncertainty = uncertainty, Weights = weights };
        return task is null ? scores : scores with { Found = new Flags(found), RightUnknown = new Flags(right) };
    }
}
