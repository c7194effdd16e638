using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// w_b = θ₀ + Σ_k λ_bk τ_k for one small slot, written out for every sample.
/// λ [B, G, K], w [B, slot's shape]; dλ_bk = ⟨dw_b, τ_k⟩.
/// </summary>
internal sealed unsafe class RoutedParameter : Operation
{
    private readonly RoutedCoefficients _coefficients;
    private readonly WeightSlot _slot;

    private RoutedParameter(Pass pass, RoutedCoefficients coefficients, WeightSlot slot)
    {
        (_coefficients, _slot) = (coefficients, slot);
        Output = pass.New(new TensorShape([coefficients.Batch, .. slot.Shape.Dimensions]), coefficients.Values.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, RoutedCoefficients coefficients, WeightSlot slot)
    {
        var operation = new RoutedParameter(pass, coefficients, slot);
        var (vectors, count) = (coefficients.Vectors, checked((int)slot.Count));
        for (var b = 0; b < coefficients.Batch; b++)
            RowKernels.AddTo(vectors.Pointer + slot.Offset, false, operation.Output.Pointer + (long)b * count, count);
        foreach (var (group, offset, length) in coefficients.Segments(slot))
        {
            MatrixProduct.Multiply(
                false, false, coefficients.Batch, (int)length, coefficients.Tasks, coefficients.Values.Pointer + coefficients.GroupOffset(group), coefficients.SampleStride,
                vectors.Pointer + vectors.Stride + offset, checked((int)vectors.Stride), true, operation.Output.Pointer + (offset - slot.Offset), count, pass.Workspace.Products);
        }

        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        var (vectors, count) = (_coefficients.Vectors, (int)_slot.Count);
        var gradient = _coefficients.Gradient(pass);
        foreach (var (group, offset, length) in _coefficients.Segments(_slot))
        {
            MatrixProduct.Multiply(
                false, true, _coefficients.Batch, _coefficients.Tasks, (int)length, Output.GradientPointer + (offset - _slot.Offset), count,
                vectors.Pointer + vectors.Stride + offset, checked((int)vectors.Stride), true, gradient + _coefficients.GroupOffset(group), _coefficients.SampleStride,
                pass.Workspace.Products);
        }
    }
}
