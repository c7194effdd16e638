using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>What a routed model says about one picture, in words.</summary>
public sealed class RoutedPrediction
{
    private readonly float[] _weights;
    private readonly int _experts;

    private RoutedPrediction(float[] weights, int experts) => (_weights, _experts) = (weights, experts);

    /// <summary>Where the picture comes from.</summary>
    public required string Picture { get; init; }

    /// <summary>The expert whose class it is.</summary>
    public required string Task { get; init; }

    /// <summary>The class.</summary>
    public required string Class { get; init; }

    /// <summary>Its probability.</summary>
    public required double Probability { get; init; }

    /// <summary>u, 0 to 1.</summary>
    public required double Uncertainty { get; init; }

    /// <summary>The weight of each expert, meaned over the layers.</summary>
    public IEnumerable<double> MeanWeights => Enumerable.Range(0, _experts).Select(k => Weights(k).Average());

    /// <summary>The weight of an expert in each layer.</summary>
    public IEnumerable<double> Weights(int expert) => Enumerable.Range(0, _weights.Length / _experts).Select(g => (double)_weights[g * _experts + expert]);

    /// <summary>Classifies pictures of a set.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inference">How it is run.</param>
    /// <param name="set">The pictures.</param>
    /// <param name="samples">Which of them: one batch.</param>
    /// <param name="task">The expert whose classes are meant; null: any.</param>
    /// <param name="workspace">Threads.</param>
    public static IReadOnlyList<RoutedPrediction> Of(RoutedModel model, RoutedInference inference, PictureSet set, int[] samples, int? task, Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inference);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(workspace);
        using var pass = workspace.BeginInference();
        var output = inference.Run(pass, model.Read(pass, set, samples));
        var width = model.Router.Groups.Count * model.Router.Experts;
        return [.. samples.Select((sample, i) =>
        {
            var (owner, label, probability) = output.Predict(i, task);
            return new RoutedPrediction([.. output.Weights.Skip(i * width).Take(width)], model.Router.Experts)
            {
                Picture = set.Describe(sample),
                Task = model.Heads[owner].Name,
                Class = model.Heads[owner].Classes[label],
                Probability = probability,
                Uncertainty = output.Uncertainty(i),
            };
        })];
    }
}
