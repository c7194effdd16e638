using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// A routed linear layer by K + 1 products over the whole batch: y = x θ₀ᵀ + Σ_k (λ_k x) τ_kᵀ; backward with z_k = dy τ_k: dx = dy θ₀ + Σ_k λ_k z_k, dλ_bk = ⟨z_kb, x_b⟩.
/// Shapes: <see cref="RoutedLinear"/>.
/// </summary>
internal sealed unsafe class SummedLinear : RoutedLinear
{
    private float* _temporary;
    private float* _dx;
    private float* _coefficientGradient;
    private float* _biasGradient;
    private bool _accumulateBias;
    private int _column;
    private Phase _phase;

    private SummedLinear(Pass pass, Tensor x, RoutedCoefficients coefficients, LinearLayer layer, Tensor? bias, Tensor? residual)
        : base(pass, x, coefficients, layer, bias, residual)
    {
    }

    private enum Phase
    {
        Prefill,
        Scale,
        Collect,
        Bias,
    }

    public static Tensor Apply(Pass pass, Tensor x, RoutedCoefficients coefficients, LinearLayer layer, Tensor? bias, Tensor? residual)
    {
        var operation = new SummedLinear(pass, x, coefficients, layer, bias, residual);
        operation.Forward(pass);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _coefficientGradient = Coefficients.Gradient(pass);
        _biasGradient = Bias is null ? null : pass.GradientOf(Bias, out _accumulateBias);
        if (_biasGradient is not null) Run(pass, Phase.Bias);
        _dx = pass.GradientOf(X, out var accumulate);
        if (_dx is not null) Product(pass, 0, 0, Layer.Outputs, backward: true, Output.GradientPointer, accumulate, _dx);
        _temporary = pass.Workspace.Memory.Rent(X.Count);
        foreach (var (group, offset, count) in Coefficients.Segments(Layer.Weight))
        {
            var start = (int)((offset - Layer.Weight.Offset) / Layer.Inputs);
            for (var k = 0; k < Coefficients.Tasks; k++)
            {
                Product(pass, k + 1, start, (int)(count / Layer.Inputs), backward: true, Output.GradientPointer + start, false, _temporary);
                _column = Coefficients.GroupOffset(group) + k;
                Run(pass, Phase.Collect);
            }
        }

        pass.Workspace.Memory.Return(_temporary, X.Count);
        if (Residual is not null) pass.PassGradientOn(Output, Residual);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        for (var b = first; b < end; b++)
        {
            var count = Tokens * Layer.Inputs;
            var at = (long)b * count;
            var coefficient = _phase is Phase.Scale or Phase.Collect ? Coefficients.Values.Pointer[(long)b * Coefficients.SampleStride + _column] : 0;
            switch (_phase)
            {
                case Phase.Prefill: Prefill(b); break;
                case Phase.Bias: BiasGradient(b, _biasGradient, _accumulateBias); break;
                case Phase.Scale: TensorPrimitives.Multiply(new ReadOnlySpan<float>(X.Pointer + at, count), coefficient, new Span<float>(_temporary + at, count)); break;
                default: Collect(b, at, coefficient); break;
            }
        }
    }

    private void Forward(Pass pass)
    {
        var prefilled = Bias is not null || Residual is not null;
        if (prefilled) Run(pass, Phase.Prefill);
        Product(pass, 0, 0, Layer.Outputs, backward: false, X.Pointer, prefilled, Output.Pointer);
        _temporary = pass.Workspace.Memory.Rent(X.Count);
        foreach (var (group, offset, count) in Coefficients.Segments(Layer.Weight))
        {
            var start = (int)((offset - Layer.Weight.Offset) / Layer.Inputs);
            for (var k = 0; k < Coefficients.Tasks; k++)
            {
                _column = Coefficients.GroupOffset(group) + k;
                Run(pass, Phase.Scale);
                Product(pass, k + 1, start, (int)(count / Layer.Inputs), backward: false, _temporary, true, Output.Pointer + start);
            }
        }

        pass.Workspace.Memory.Return(_temporary, X.Count);
    }

    private void Collect(int sample, long at, float coefficient)
    {
        var inputs = Layer.Inputs;
        var sum = 0.0;
        for (var t = 0; t < Tokens; t++, at += inputs)
        {
            var z = new ReadOnlySpan<float>(_temporary + at, inputs);
            if (_coefficientGradient is not null) sum += TensorPrimitives.Dot(z, new ReadOnlySpan<float>(X.Pointer + at, inputs));
            if (_dx is null) continue;
            var dx = new Span<float>(_dx + at, inputs);
            TensorPrimitives.MultiplyAdd(z, coefficient, dx, dx);
        }

        if (_coefficientGradient is not null) _coefficientGradient[(long)sample * Coefficients.SampleStride + _column] += (float)sum;
    }

    // Rows start .. of the base (0) or of a task vector: forward operand Wᵀ, backward W.
    private void Product(Pass pass, int row, int start, int count, bool backward, float* operand, bool accumulate, float* result)
    {
        var (rows, inputs, outputs) = (X.Rows, Layer.Inputs, Layer.Outputs);
        var weight = Coefficients.Vectors.Pointer + row * Coefficients.Vectors.Stride + Layer.Weight.Offset + (long)start * inputs;
        if (backward) MatrixProduct.Multiply(false, false, rows, inputs, count, operand, outputs, weight, inputs, accumulate, result, inputs, pass.Workspace.Products);
        else MatrixProduct.Multiply(false, true, rows, count, inputs, operand, inputs, weight, inputs, accumulate, result, outputs, pass.Workspace.Products);
    }

    private void Run(Pass pass, Phase phase)
    {
        _phase = phase;
        RunChunks(pass, Coefficients.Batch, 1);
    }
}
