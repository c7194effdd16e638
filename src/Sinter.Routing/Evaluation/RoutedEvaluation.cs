using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>Scores routed models, and static ones made of the same experts, on labelled pictures.</summary>
public static class RoutedEvaluation
{
    /// <summary>Scores a routed model on the pictures of one task.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inference">How it is run.</param>
    /// <param name="set">Labelled pictures, all of one task.</param>
    /// <param name="workspace">Threads.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="RoutingException">The pictures have no labels or no task.</exception>
    public static RoutedScore Score(RoutedModel model, RoutedInference inference, PictureSet set, Workspace workspace, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inference);
        var task = Require(model, set);
        var (right, uncertainties, predicted) = (new bool[set.Count], new double[set.Count], new int[set.Count]);
        var (found, both) = (0, 0);
        var weights = new double[model.Router.Groups.Count * model.Router.Experts];
        model.ForBatches(set, [.. Enumerable.Range(0, set.Count)], InferenceOptions.BatchSize, workspace, (pass, samples, images) =>
        {
            var output = inference.Run(pass, images);
            for (var i = 0; i < samples.Length; i++)
            {
                var known = output.Predict(i, task);
                Prediction? free = inference.HasOpinion ? output.Predict(i) : null;
                (predicted[samples[i]], right[samples[i]], uncertainties[samples[i]]) = (known.Class, known.Class == set.Label(samples[i]), output.Uncertainty(i));
                if (free?.Task == task) found++;
                if (free?.Task == task && free?.Class == set.Label(samples[i])) both++;
                for (var w = 0; w < weights.Length; w++) weights[w] += output.Weights[i * weights.Length + w] / (double)set.Count;
            }
        }, cancellation);
        int[] labels = [.. Enumerable.Range(0, set.Count).Select(set.Label)];
        return new RoutedScore(
            model.Heads[task].Name, set.Count, Share(right.Count(static one => one)), Share(both), Share(found), CollapseAlarm.Ratio(predicted, labels), [.. weights.Select(static w => (float)w)], uncertainties, right);

        double Share(int count) => (double)count / set.Count;
    }

    /// <summary>Uncertainty u of pictures of any kind.</summary>
    public static double[] Uncertainties(RoutedModel model, PictureSet set, Workspace workspace, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        var classes = model.Joint.Classes.Count;
        var result = new double[set.Count];
        model.ForBatches(set, [.. Enumerable.Range(0, set.Count)], InferenceOptions.BatchSize, workspace, (pass, samples, images) =>
        {
            var alpha = model.Alpha(model.LookAtBase(pass, images).Features, workspace);
            for (var i = 0; i < samples.Length; i++) result[samples[i]] = Dirichlet.Uncertainty<float>(alpha.AsSpan(i * classes, classes));
        }, cancellation);
        return result;
    }

    /// <summary>Accuracy of one static model θ₀ + Σ λ_k τ_k under the task's head: an expert, the average, the router's mean mixture (the ablation −router).</summary>
    /// <param name="model">Base, task vectors and heads.</param>
    /// <param name="coefficients">λ [K], or [G, K] for the router's groups.</param>
    /// <param name="set">Labelled pictures, all of one task.</param>
    /// <param name="workspace">Threads.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static double ScoreStatic(RoutedModel model, ReadOnlySpan<float> coefficients, PictureSet set, Workspace workspace, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var task = Require(model, set);
        var groups = coefficients.Length == model.Vectors.Count ? CoefficientGroups.ByTask(model.Vectors.Layout) : model.Router.Groups;
        using var merged = StaticMerge.Merge(model.Vectors, coefficients, groups);
        var (source, right) = (new FixedSource(merged), 0);
        model.ForBatches(set, [.. Enumerable.Range(0, set.Count)], InferenceOptions.BatchSize, workspace, (pass, samples, images) =>
        {
            var logits = model.Heads[task].Apply(pass, model.Features(pass, source, images));
            for (var i = 0; i < samples.Length; i++)
                if (System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits.Values.Slice(i * logits.Columns, logits.Columns)) == set.Label(samples[i])) right++;
        }, cancellation);
        return (double)right / set.Count;
    }

    private static int Require(RoutedModel model, PictureSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (set.Count == 0) throw new RoutingException(RoutingError.InvalidOption, "There are no pictures to score.");
        var task = set.TaskOf(0);
        for (var i = 0; i < set.Count; i++)
        {
            if (set.TaskOf(i) != task || task < 0) throw new RoutingException(RoutingError.MissingHead, $"{set.Describe(i)}: its task is not that of one of the experts; a score needs the head of the task's expert.");
            if (set.Label(i) < 0 || set.Label(i) >= model.Heads[task].Classes.Count)
                throw new RoutingException(RoutingError.InvalidOption, $"{set.Describe(i)}: its label is {set.Label(i)}; the head of expert '{model.Heads[task].Name}' has {model.Heads[task].Classes.Count} classes.");
        }

        return task;
    }
}
