using System.Numerics.Tensors;
using Sinter.Data;
using Sinter.Learning;
using Sinter.Routing;
using Sinter.Training;

namespace Sinter.Evaluation;

/// <summary>Scores models on clean, corrupted and unseen pictures. Unseen tasks are read with class-mean heads on the base's features.</summary>
internal sealed class QuickstartScores(QuickstartSettings settings, QuickstartFamily family, Workspace workspace, CancellationToken cancellation) : IDisposable
{
    private readonly List<(ImageSet Validation, ImageSet Clean, ImageSet Corrupted, ImageModel Head)> _seen = [];
    private readonly List<(ImageSet Pictures, ImageModel Head)> _unseen = [];

    /// <summary>Opens the test pictures and the heads.</summary>
    public void Open(ImageModel origin)
    {
        foreach (var name in settings.Tasks)
        {
            var task = family.Task(name);
            var pictures = First(task.Test);
            _seen.Add((First(task.Validation), pictures, new CorruptedImageSet(pictures, Corruption.MixedWithoutJpeg, settings.Severity, seed: settings.Seed), ImageModel.Open(family.Expert(name))));
        }

        foreach (var name in settings.Unseen)
        {
            var task = family.Task(name);
            _unseen.Add((First(task.Test), TaskHead.Fit(origin, task.Train, HeadKind.Mean, workspace, cancellation: cancellation)));
        }
    }

    /// <summary>Mean accuracy of one encoder on the seen tasks' validation pictures.</summary>
    public double Validation(ImageModel encoder) => _seen.Average(task => Score(encoder, task.Head, task.Validation));

    /// <summary>Mean accuracies of one encoder: clean, corrupted, unseen.</summary>
    public double[] Static(ImageModel encoder) =>
    [
        _seen.Average(task => Score(encoder, task.Head, task.Clean)), _seen.Average(task => Score(encoder, task.Head, task.Corrupted)), _unseen.Average(task => Score(encoder, task.Head, task.Pictures)),
    ];

    /// <summary>The experts, each on its own task; on unseen tasks the mean of all of them.</summary>
    public double[] Individual() =>
    [
        _seen.Average(task => Score(task.Head, task.Head, task.Clean)),
        _seen.Average(task => Score(task.Head, task.Head, task.Corrupted)),
        _seen.Average(expert => _unseen.Average(task => Score(expert.Head, task.Head, task.Pictures))),
    ];

    /// <summary>A routed model, with the mean weights it gives to the pictures of each task and the uncertainty of all clean pictures.</summary>
    public (double[] Values, IReadOnlyList<float[]> Weights, double Auroc) Routed(RoutedModel model)
    {
        using var inference = new RoutedInference(model, new InferenceOptions(), workspace);
        var clean = _seen.Select((task, t) => RoutedEvaluation.Score(model, inference, new PictureSet(model, [(task.Clean, t)]), workspace, cancellation)).ToList();
        var corrupted = _seen.Select((task, t) => RoutedEvaluation.Score(model, inference, new PictureSet(model, [(task.Corrupted, t)]), workspace, cancellation).Accuracy).ToList();
        var unseen = _unseen.Select(task => RoutedUnseen(model, inference, task.Pictures, task.Head)).ToList();
        var strange = RoutedEvaluation.Uncertainties(model, new PictureSet(model, [.. _unseen.Select(static task => (task.Pictures, -1))]), workspace, cancellation);
        var experts = model.Router.Experts;
        return (
            [clean.Average(static score => score.Accuracy), corrupted.Average(), unseen.Average()],
            [.. clean.Select(score => Enumerable.Range(0, experts).Select(k => score.Weights.Where((_, i) => i % experts == k).Average()).ToArray())],
            UncertaintyMetrics.Auroc([.. clean.SelectMany(static score => score.Uncertainties)], strange));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, _, _, head) in _seen) head.Dispose();
        foreach (var (_, head) in _unseen) head.Dispose();
    }

    private ImageSet First(ImageSet pictures) => pictures.Subset(Enumerable.Range(0, Math.Min(settings.TestPictures, pictures.Count)));

    private double Score(ImageModel encoder, ImageModel head, ImageSet pictures)
    {
        using var model = encoder.WithHeadOf(head);
        return TaskScorer.Score(model, pictures, workspace, cancellation: cancellation).Accuracy;
    }

    private double RoutedUnseen(RoutedModel model, RoutedInference inference, ImageSet pictures, ImageModel head)
    {
        var (right, classes) = (0, head.Classes.Length);
        var set = new PictureSet(model, [(pictures, -1)]);
        model.ForBatches(set, [.. Enumerable.Range(0, set.Count)], InferenceOptions.BatchSize, workspace, (pass, samples, images) =>
        {
            var features = inference.Run(pass, images).Features;
            var (weight, bias) = (head.Weights["classifier.weight"].ToArray(), head.Weights["classifier.bias"].ToArray());
            var width = weight.Length / classes;
            var logits = new float[classes];
            for (var i = 0; i < samples.Length; i++)
            {
                for (var c = 0; c < classes; c++) logits[c] = bias[c] + TensorPrimitives.Dot(features.Slice(i * width, width), weight.AsSpan(c * width, width));
                if (TensorPrimitives.IndexOfMax(logits) == pictures.Labels[samples[i]]) right++;
            }
        }, cancellation);
        return (double)right / set.Count;
    }
}
