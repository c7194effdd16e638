using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// One forward pass and, when it records, its backward pass. It owns the tape and every activation; disposing it gives the memory back to the workspace.
/// </summary>
/// <remarks>
/// A training step: begin a pass, run a network over a source, make a loss, call <see cref="Backward"/>, dispose, step the optimizer. Nothing is shared between
/// passes but the parameters' gradients, which add up until they are cleared.
/// </remarks>
public sealed unsafe partial class Pass : IDisposable
{
    private readonly List<Tensor> _tensors;
    private readonly List<Operation> _tape;
    private bool _wentBack;
    private bool _disposed;

    internal Pass(Workspace workspace, bool records)
    {
        Workspace = workspace;
        Records = records;
        (_tensors, _tape) = workspace.TakeLists();
    }

    /// <summary>Whether the pass keeps a tape.</summary>
    public bool Records { get; }

    internal Workspace Workspace { get; }

    /// <summary>Copies values in.</summary>
    /// <param name="shape">Dimensions.</param>
    /// <param name="values">As many values as the shape has.</param>
    /// <param name="needsGradient">Whether <see cref="Backward"/> should compute the derivative with respect to them.</param>
    /// <exception cref="NetworkException">The counts differ.</exception>
    public Tensor Input(TensorShape shape, ReadOnlySpan<float> values, bool needsGradient = false)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Check.Shape(shape.Count == values.Length, $"{values.Length} values were given for an input of shape {shape}");
        var tensor = New(shape, needsGradient);
        values.CopyTo(new Span<float>(tensor.Pointer, values.Length));
        return tensor;
    }

    /// <summary>
    /// Says that the forward code needs a tensor no more, so that its memory can serve what comes next. Does nothing while recording (the backward pass may
    /// need it) and to parameters.
    /// </summary>
    public void Release(Tensor? tensor)
    {
        if (!Records && tensor is not null) Free(tensor);
    }

    /// <summary>
    /// Computes the derivative of <paramref name="loss"/> with respect to every parameter and input that needs one, and adds it to their gradients. Activations
    /// are freed on the way back: read what is needed before; scalars stay.
    /// </summary>
    /// <exception cref="NetworkException">The loss is not finite.</exception>
    /// <exception cref="InvalidOperationException">The pass does not record, went back before, or the loss is not one number.</exception>
    public void Backward(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (!Records || _wentBack) throw new InvalidOperationException("A pass goes back once, and only if it records: use Workspace.BeginTraining.");
        if (loss.Count != 1) throw new InvalidOperationException($"The loss must be one number; it has shape {loss.Shape}.");
        Check.Finite(float.IsFinite(*loss.Pointer), "the loss", "lower the learning rate, clip gradients, or look at the batch");
        BackwardFrom(loss, [1]);
    }

    /// <summary>The same for an output of any shape, given the derivative with respect to it.</summary>
    internal void BackwardFrom(Tensor output, ReadOnlySpan<float> gradient)
    {
        _wentBack = true;
        if (!output.NeedsGradient) return;
        gradient.CopyTo(new Span<float>(GradientOf(output, out _), gradient.Length));
        for (var i = _tape.Count - 1; i >= 0; i--)
        {
            var result = _tape[i].Output;
            if (result.HasGradient) _tape[i].Backward(this);
            if (result.Count > 1) Free(result);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (var tensor in _tensors) Free(tensor);
        Workspace.GiveLists(_tensors, _tape);
    }

    /// <summary>A new activation with undefined content.</summary>
    internal Tensor New(TensorShape shape, bool needsGradient = false)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var tensor = new Tensor(shape, Workspace.Memory.Rent(shape.Count), ownsValues: true, needsGradient && Records);
        _tensors.Add(tensor);
        return tensor;
    }

    /// <summary>A tensor that takes over the memory of <paramref name="source"/>, for an operation that works in place.</summary>
    internal Tensor TakeOver(Tensor source, bool needsGradient)
    {
        var tensor = new Tensor(source.Shape, source.Pointer, source.OwnsValues, needsGradient && Records);
        source.OwnsValues = false;
        _tensors.Add(tensor);
        return tensor;
    }

    /// <summary>Puts an operation on the tape if its output needs a gradient.</summary>
    internal void Record(Operation operation)
    {
        if (operation.Output.NeedsGradient) _tape.Add(operation);
    }

    /// <summary>
    /// Where to write the gradient of <paramref name="tensor"/>: null when it needs none. If <paramref name="accumulate"/> is false the memory holds garbage and
    /// must be overwritten completely, otherwise added to.
    /// </summary>
    internal float* GradientOf(Tensor tensor, out bool accumulate)
    {
        accumulate = tensor.HasGradient;
        if (!tensor.NeedsGradient) return null;
        if (tensor.GradientPointer is null) tensor.GradientPointer = Workspace.Memory.Rent(tensor.Count);
        tensor.HasGradient = true;
        return tensor.GradientPointer;
    }

    /// <summary>Adds the gradient of <paramref name="from"/>, which is not needed after, to that of <paramref name="to"/>: without a copy if it is the first.</summary>
    internal void PassGradientOn(Tensor from, Tensor to)
    {
        if (!to.NeedsGradient) return;
        if (to.GradientPointer is null && !from.IsParameter)
        {
            to.GradientPointer = from.GradientPointer;
            to.HasGradient = true;
            from.GradientPointer = null;
            from.HasGradient = false;
            return;
        }

        var target = GradientOf(to, out var accumulate);
        var sum = new Span<float>(target, checked((int)to.Count));
        var part = new ReadOnlySpan<float>(from.GradientPointer, checked((int)to.Count));
        if (accumulate) System.Numerics.Tensors.TensorPrimitives.Add(sum, part, sum);
        else part.CopyTo(sum);
    }

    /// <summary>Adds the <i>values</i> of <paramref name="from"/>, which has become a gradient and is not needed after, to the gradient of <paramref name="to"/>.</summary>
    internal void MoveGradient(Tensor from, Tensor to)
    {
        from.GradientPointer = from.Pointer;
        from.HasGradient = true;
        from.Forget();
        PassGradientOn(from, to);
        Free(from);
    }

    /// <summary>Gives the memory of an activation and of its gradient back now.</summary>
    internal void Free(Tensor tensor)
    {
        if (tensor.IsParameter) return;
        if (tensor.GradientPointer is not null)
        {
            Workspace.Memory.Return(tensor.GradientPointer, tensor.Count);
            tensor.GradientPointer = null;
            tensor.HasGradient = false;
        }

        if (tensor.IsReleased) return;
        if (tensor.OwnsValues) Workspace.Memory.Return(tensor.Pointer, tensor.Count);
        tensor.Forget();
    }
}
