using System.Numerics.Tensors;
using Sinter.Learning;
using Sinter.Routing;
using Sinter.Training;

namespace Sinter.Evaluation;

/// <summary>Scores encoders with one set of weights for all pictures.</summary>
internal static class StaticScorer
{
    /// <summary>All conditions, seen and unseen, of one encoder.</summary>
    public static CellScores Score(StudyScene scene, Weights weights)
    {
        var source = new FixedSource(weights);
        return new CellScores(Seen(scene, (set, t) => Score(scene, set, scene.Model.Heads[t], source)), Unseen(scene, (set, head) => Score(scene, set, head, source)));
    }

    /// <summary>Mean accuracy of one encoder over the tasks' validation pictures.</summary>
    public static double Validate(StudyScene scene, Weights weights)
    {
        var source = new FixedSource(weights);
        return scene.Pictures.Validation.Select((set, t) => Score(scene, set, scene.Model.Heads[t], source).Accuracy).Average();
    }

    /// <summary>Every condition of the seen tasks.</summary>
    public static Dictionary<string, IReadOnlyList<PictureScores>> Seen(StudyScene scene, Func<PictureSet, int, PictureScores> score) =>
        StudyPictures.Conditions.ToDictionary(static condition => condition, condition => (IReadOnlyList<PictureScores>)[.. scene.Pictures.Seen(condition).Select((set, t) =>
        {
            scene.Report("scoring", StudyPictures.Conditions.ToList().IndexOf(condition) / (StudyPictures.Conditions.Count + 1.0), $"{condition} {scene.Model.Heads[t].Name}");
            return score(set, t);
        })]);

    /// <summary>The unseen tasks.</summary>
    public static List<PictureScores> Unseen(StudyScene scene, Func<PictureSet, ClassHead, PictureScores> score) => [.. scene.Pictures.Unseen.Select((set, i) =>
    {
        var head = scene.UnseenHead(i);
        scene.Report("scoring", StudyPictures.Conditions.Count / (StudyPictures.Conditions.Count + 1.0), head.Name);
        return score(set, head);
    })];

    /// <summary>One set of pictures under one head.</summary>
    public static PictureScores Score(StudyScene scene, PictureSet set, ClassHead head, ParameterSource source)
    {
        var logits = new float[set.Count * head.Classes.Count];
        scene.Model.ForBatches(set, [.. Enumerable.Range(0, set.Count)], InferenceOptions.BatchSize, scene.Workspace, (pass, samples, images) =>
            head.Apply(pass, scene.Model.Features(pass, source, images)).Values.CopyTo(logits.AsSpan(samples[0] * head.Classes.Count)), scene.Cancellation);
        return Of(set, head, logits);
    }

    /// <summary>Scores of logits [N, classes].</summary>
    public static PictureScores Of(PictureSet set, ClassHead head, float[] logits)
    {
        var classes = head.Classes.Count;
        int[] labels = [.. Enumerable.Range(0, set.Count).Select(set.Label)];
        int[] predicted = [.. Enumerable.Range(0, set.Count).Select(i => TensorPrimitives.IndexOfMax(logits.AsSpan(i * classes, classes)))];
        var metrics = ClassificationMetrics.Compute(logits, labels, classes);
        return new PictureScores
        {
            Task = head.Name,
            Right = [new Flags([.. predicted.Zip(labels, static (a, b) => a == b)])],
            Collapse = CollapseAlarm.Ratio(predicted, labels),
            Loss = metrics.NegativeLogLikelihood,
            Calibration = metrics.CalibrationError,
        };
    }

    /// <summary>Several models' scores of one set as one.</summary>
    public static PictureScores Mean(IReadOnlyList<PictureScores> scores) => new()
    {
        Task = scores[0].Task,
        Right = [.. scores.SelectMany(static one => one.Right)],
        Collapse = scores.Max(static one => one.Collapse),
        Loss = scores.Average(static one => one.Loss),
        Calibration = scores.Average(static one => one.Calibration),
    };
}
