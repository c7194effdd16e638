using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing;

/// <summary>
/// BD-Merging's router: a perceptron d → d → K (task-wise) or d → d → layers · K on a summary of the base's tokens, standardised, and a softmax over the experts (of each layer). Its last layer starts at zero,
/// so a new router mixes all experts alike.
/// </summary>
public sealed class Router : IDisposable
{
    private const float LeastDeviation = 1e-6f;
    private readonly LinearLayer _hidden;
    private readonly LinearLayer _output;
    private readonly WeightSlot _scale;
    private readonly WeightPart _mean;
    private readonly WeightPart _deviation;

    /// <summary>A router that mixes all experts alike.</summary>
    /// <param name="width">d, of its input.</param>
    /// <param name="experts">K.</param>
    /// <param name="groups">Which tensors share weights.</param>
    /// <param name="options">Shape.</param>
    /// <param name="seed">Of the first layer.</param>
    public Router(int width, int experts, CoefficientGroups groups, RouterOptions options, long seed)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(options);
        (Width, Experts, Groups, Options) = (width, experts, groups, options);
        var layout = new LayoutBuilder();
        _hidden = layout.Linear("router.hidden", width, width);
        _output = new LinearLayer(
            layout.Add("router.output.weight", WeightStart.Zero, groups.Count * experts, width), layout.Add("router.output.bias", WeightStart.Zero, groups.Count * experts));
        _scale = layout.Add("router.scale", WeightStart.One, [], []);
        _mean = layout.Add("router.input_mean", WeightStart.Zero, width).Parts[0];
        _deviation = layout.Add("router.input_deviation", WeightStart.One, width).Parts[0];
        Weights = WeightStarter.Start(layout.Build(), seed);
        // Hidden units of unit variance for standardised inputs (He et al., 2015), where networks start with 0.02.
        var gain = (float)(Math.Sqrt(2.0 / width) / 0.02);
        foreach (ref var weight in Weights[_hidden.Weight.Parts[0]]) weight *= gain;
        Weights["router.scale"][0] = (float)options.Scale;
    }

    /// <summary>Width of its input.</summary>
    public int Width { get; }

    /// <summary>K, the experts it chooses from.</summary>
    public int Experts { get; }

    /// <summary>Which tensors share weights.</summary>
    public CoefficientGroups Groups { get; }

    /// <summary>Shape.</summary>
    public RouterOptions Options { get; }

    /// <summary>What is trained, and the standardisation of the input.</summary>
    public Weights Weights { get; }

    /// <summary>Takes mean and deviation of each input over the adaptation set.</summary>
    /// <param name="inputs">[samples, width].</param>
    public void Standardize(ReadOnlySpan<float> inputs)
    {
        var (sums, squares, rows) = (new double[Width], new double[Width], inputs.Length / Width);
        for (var i = 0; i < inputs.Length; i++) sums[i % Width] += inputs[i];
        for (var i = 0; i < inputs.Length; i++) squares[i % Width] += Math.Pow(inputs[i] - sums[i % Width] / rows, 2);
        for (var c = 0; c < Width; c++)
        {
            Weights[_mean][c] = (float)(sums[c] / rows);
            Weights[_deviation][c] = Math.Max((float)Math.Sqrt(squares[c] / rows), LeastDeviation);
        }
    }

    /// <summary>Weights and gradient; the standardisation, and the scale unless it is learned, are frozen.</summary>
    public Trainable Train() => new(Weights, name => !name.StartsWith("router.input", StringComparison.Ordinal) && (Options.LearnScale || name != "router.scale"));

    /// <summary>Mixing weights [B, K] or [B, G, K] of inputs, not standardised yet.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="source">The router's weights.</param>
    /// <param name="inputs">[B, width].</param>
    public Tensor Route(Pass pass, ParameterSource source, ReadOnlySpan<float> inputs)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ScaledSoftmax.Apply(pass, Logits(pass, source, inputs), source.Parameter(pass, _scale));
    }

    /// <summary>What the softmax is taken of.</summary>
    internal Tensor Logits(Pass pass, ParameterSource source, ReadOnlySpan<float> inputs)
    {
        var batch = inputs.Length / Width;
        var standard = new float[inputs.Length];
        var (mean, deviation) = (Weights[_mean].ToArray(), Weights[_deviation].ToArray());
        for (var i = 0; i < inputs.Length; i++) standard[i] = (inputs[i] - mean[i % Width]) / deviation[i % Width];
        var hidden = Activation.Apply(pass, source.Linear(pass, _hidden, pass.Input(new TensorShape(batch, Width), standard)), ActivationKind.Relu);
        var logits = source.Linear(pass, _output, hidden);
        return Options.Granularity == RouterGranularity.Task ? logits : Reshape.Apply(pass, logits, new TensorShape(batch, Groups.Count, Experts));
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();
}
