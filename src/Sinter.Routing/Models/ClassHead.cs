using Sinter.Checkpoints;
using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>A linear layer on features with weights of its own: a task's classifier, or the joint head over all tasks' classes. Tensors are called as in ViTForImageClassification.</summary>
public sealed class ClassHead : IDisposable
{
    private readonly LinearLayer _layer;

    /// <summary>All zero.</summary>
    /// <param name="name">The task.</param>
    /// <param name="classes">Class names.</param>
    /// <param name="width">Of the features.</param>
    public ClassHead(string name, IReadOnlyList<string> classes, int width)
    {
        ArgumentNullException.ThrowIfNull(classes);
        (Name, Classes) = (name, classes);
        var layout = new LayoutBuilder();
        _layer = layout.Linear("classifier", width, classes.Count);
        Weights = new Weights(layout.Build());
        Source = new FixedSource(Weights);
    }

    /// <summary>The task.</summary>
    public string Name { get; }

    /// <summary>Class names.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Width of the features.</summary>
    public int Width => _layer.Inputs;

    /// <summary>classifier.weight [classes, width] and classifier.bias [classes].</summary>
    public Weights Weights { get; }

    /// <summary>Its weights, not to be trained.</summary>
    internal FixedSource Source { get; }

    /// <summary>Logits [B, classes] of features [B, width].</summary>
    public Tensor Apply(Pass pass, Tensor features, ParameterSource? source = null) => (source ?? Source).Linear(pass, _layer, features);

    /// <summary>Reads a head from a checkpoint; a missing bias is zero.</summary>
    /// <exception cref="RoutingException">There is none, or it does not fit.</exception>
    internal static ClassHead Load(Checkpoint checkpoint, string name, IReadOnlyList<string> classes, int width)
    {
        if (!checkpoint.TryGet("classifier.weight", out var weight))
        {
            throw new RoutingException(
                RoutingError.MissingHead, $"{checkpoint.Path}: there is no 'classifier.weight', so expert '{name}' has no classification head: save the expert with its classifier, or put it into head.safetensors.");
        }

        var outputs = weight.Shape.Rank == 2 ? (int)weight.Shape[0] : 0;
        if (outputs < 1 || weight.Shape[1] != width)
            throw new RoutingException(RoutingError.MissingHead, $"{checkpoint.Path}: 'classifier.weight' has shape {weight.Shape}; expected [classes, {width}] for expert '{name}'.");
        if (classes.Count != outputs) classes = [.. Enumerable.Range(0, outputs).Select(static c => $"class {c}")];
        var head = new ClassHead(name, classes, width);
        foreach (var part in head.Weights.Layout.Parts)
        {
            if (!checkpoint.TryGet(part.Name, out var tensor)) continue;
            var bytes = new byte[tensor.ByteLength];
            checkpoint.Read(tensor, 0, bytes);
            Tensors.ElementConversion.ToSingle(tensor.Type, bytes, head.Weights[part]);
        }

        return head;
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();
}
