using System.Collections.Immutable;
using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>Lays out the weights while a network describes its layers.</summary>
internal sealed class LayoutBuilder
{
    // Slots begin on cache lines; the parts of one slot leave no gaps.
    private const int Alignment = 16;
    private readonly ImmutableArray<WeightSlot>.Builder _slots = ImmutableArray.CreateBuilder<WeightSlot>();
    private long _count;

    /// <summary>The layer that parts belong to from now on, see <see cref="WeightPart.Layer"/>.</summary>
    public int Layer { get; set; }

    public WeightSlot Add(string name, WeightStart start, params ReadOnlySpan<long> shape) => Add([(name, new TensorShape(shape))], new TensorShape(shape), start);

    /// <summary>A tensor whose shape in use differs from that in a checkpoint.</summary>
    public WeightSlot Add(string name, WeightStart start, ReadOnlySpan<long> stored, ReadOnlySpan<long> used) => Add([(name, new TensorShape(stored))], new TensorShape(used), start);

    public LinearLayer Linear(string prefix, int inputs, int outputs, bool bias = true) => Linear([(prefix, outputs)], inputs, bias);

    /// <summary>A linear layer whose outputs are those of several named ones, one after the other.</summary>
    public LinearLayer Linear(ReadOnlySpan<(string Prefix, int Outputs)> parts, int inputs, bool bias)
    {
        var weights = new List<(string, TensorShape)>();
        var biases = new List<(string, TensorShape)>();
        var outputs = 0;
        foreach (var part in parts)
        {
            weights.Add((part.Prefix + ".weight", new TensorShape(part.Outputs, inputs)));
            biases.Add((part.Prefix + ".bias", new TensorShape(part.Outputs)));
            outputs += part.Outputs;
        }

        var weight = Add(weights, new TensorShape(outputs, inputs), WeightStart.Normal);
        return new LinearLayer(weight, bias ? Add(biases, new TensorShape(outputs), WeightStart.Zero) : null);
    }

    /// <summary>The convolution that turns patches into tokens: its weight [outputs, channels, size, size] is used as a matrix.</summary>
    public LinearLayer Patches(string prefix, int channels, int size, int outputs, bool bias)
    {
        var weight = Add([(prefix + ".weight", new TensorShape(outputs, channels, size, size))], new TensorShape(outputs, channels * size * size), WeightStart.Normal);
        return new LinearLayer(weight, bias ? Add(prefix + ".bias", WeightStart.Zero, outputs) : null);
    }

    public NormLayer LayerNorm(string prefix, int width, float epsilon) =>
        new(Add(prefix + ".weight", WeightStart.One, width), Add(prefix + ".bias", WeightStart.Zero, width), epsilon);

    public NormLayer RmsNorm(string prefix, int width, float epsilon) => new(Add(prefix + ".weight", WeightStart.One, width), Shift: null, epsilon);

    public WeightLayout Build() => new(_slots.ToImmutable(), _count);

    private WeightSlot Add(IReadOnlyList<(string Name, TensorShape Shape)> parts, TensorShape shape, WeightStart start)
    {
        var made = ImmutableArray.CreateBuilder<WeightPart>(parts.Count);
        var offset = _count;
        foreach (var (name, partShape) in parts)
        {
            made.Add(new WeightPart(name, partShape, offset, Layer, start));
            offset += partShape.Count;
        }

        _count = (offset + Alignment - 1) / Alignment * Alignment;
        var slot = new WeightSlot(_slots.Count, shape, made.MoveToImmutable());
        _slots.Add(slot);
        return slot;
    }
}
