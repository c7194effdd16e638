using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>A batch run through a routed model; valid while its pass lives.</summary>
public sealed class RoutedOutput
{
    private readonly RoutedModel _model;
    private readonly Pass _pass;
    private readonly Tensor _features;
    private readonly UnknownTask _unknown;
    private readonly float[] _alpha;
    private readonly float[] _beliefs;
    private readonly float[]?[] _probabilities;

    internal RoutedOutput(RoutedModel model, Pass pass, float[] weights, Tensor features, float[] alpha, UnknownTask unknown)
    {
        (_model, _pass, Weights, _features, _alpha, _unknown) = (model, pass, weights, features, alpha, unknown);
        _beliefs = model.BeliefByTask(alpha);
        _probabilities = new float[model.Heads.Count][];
    }

    /// <summary>The weights each image was given, [B, G, K].</summary>
    public IReadOnlyList<float> Weights { get; }

    /// <summary>Features of the merged models [B, width].</summary>
    public ReadOnlySpan<float> Features => _features.Values;

    /// <summary>Belief in each task [B, K].</summary>
    public IReadOnlyList<float> Beliefs => _beliefs;

    /// <summary>u = L / S of an image, 0 to 1; no number without an opinion.</summary>
    public double Uncertainty(int image) => _alpha.Length == 0 ? double.NaN : Dirichlet.Uncertainty(Alpha(image));

    /// <summary>The class of an image.</summary>
    /// <param name="image">Its place in the batch.</param>
    /// <param name="task">Its task; null when not known.</param>
    public Prediction Predict(int image, int? task = null)
    {
        if (task is { } known) return Best(image, known, 1);
        if (_alpha.Length == 0) throw new RoutingException(RoutingError.InvalidOption, "Images of unknown task cannot be classified without the joint head's opinion: name the task, or run the model with its opinion.");
        if (_unknown == UnknownTask.JointHead)
        {
            var alpha = Alpha(image);
            var place = Dirichlet.Largest(alpha).First;
            var owner = _model.Offsets.Count(offset => offset <= place) - 1;
            return new Prediction(owner, place - _model.Offsets[owner], alpha[place] / Dirichlet.Strength(alpha));
        }

        var all = Enumerable.Range(0, _model.Heads.Count).Select(t => Best(image, t, _beliefs[image * _model.Heads.Count + t]));
        return all.MaxBy(static prediction => prediction.Probability);
    }

    /// <summary>Probabilities of the classes of a task under its own head, [B, classes].</summary>
    public IReadOnlyList<float> Probabilities(int task)
    {
        if (_probabilities[task] is { } known) return known;
        var logits = _model.Heads[task].Apply(_pass, _features);
        var result = new float[logits.Count];
        for (var r = 0; r < logits.Rows; r++) Softmax.Row(logits.Values.Slice(r * logits.Columns, logits.Columns), result.AsSpan(r * logits.Columns, logits.Columns));
        return _probabilities[task] = result;
    }

    private ReadOnlySpan<float> Alpha(int image) => _alpha.AsSpan(image * _model.Joint.Classes.Count, _model.Joint.Classes.Count);

    private Prediction Best(int image, int task, double belief)
    {
        var (classes, all) = (_model.Heads[task].Classes.Count, Probabilities(task));
        var best = 0;
        for (var c = 1; c < classes; c++)
            if (all[image * classes + c] > all[image * classes + best]) best = c;
        return new Prediction(task, best, belief * all[image * classes + best]);
    }
}
