using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// float32 values in native memory, row-major, and their gradient once a backward pass has reached them. A pass owns the activations; parameters live as long
/// as their <see cref="Weights"/>.
/// </summary>
public sealed unsafe class Tensor
{
    private float* _values;

    internal Tensor(TensorShape shape, float* values, bool ownsValues, bool needsGradient)
    {
        Shape = shape;
        _values = values;
        OwnsValues = ownsValues;
        NeedsGradient = needsGradient;
    }

    /// <summary>A parameter: values and gradient lie in memory that outlives every pass.</summary>
    internal Tensor(TensorShape shape, float* values, float* gradient)
        : this(shape, values, ownsValues: false, needsGradient: gradient is not null)
    {
        GradientPointer = gradient;
        IsParameter = true;
    }

    /// <summary>Dimensions, outermost first.</summary>
    public TensorShape Shape { get; }

    /// <summary>The values.</summary>
    /// <exception cref="ObjectDisposedException">The pass has given the memory back: after its end, or after its backward pass went by.</exception>
    public ReadOnlySpan<float> Values => new(Pointer, checked((int)Count));

    /// <summary>The derivative of the loss with respect to <see cref="Values"/>; empty before the backward pass, or when the loss does not depend on them.</summary>
    public ReadOnlySpan<float> Gradient => HasGradient ? new(GradientPointer, checked((int)Count)) : [];

    /// <summary>Whether a backward pass computes <see cref="Gradient"/>.</summary>
    public bool NeedsGradient { get; }

    /// <summary>Number of elements.</summary>
    internal long Count => Shape.Count;

    /// <summary>Size of the last dimension.</summary>
    internal int Columns => Shape.Rank == 0 ? 1 : (int)Shape[Shape.Rank - 1];

    /// <summary>Product of all dimensions but the last.</summary>
    internal int Rows => Columns == 0 ? 0 : checked((int)(Count / Columns));

    internal bool IsParameter { get; }

    internal bool OwnsValues { get; set; }

    /// <summary>Whether <see cref="GradientPointer"/> holds a sum already; if not, its content is garbage and the first contribution overwrites it.</summary>
    internal bool HasGradient { get; set; }

    internal float* GradientPointer { get; set; }

    internal float* Pointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ObjectDisposedException.ThrowIf(_values is null, this);
            return _values;
        }
    }

    internal bool IsReleased => _values is null;

    internal void Forget() => _values = null;
}
