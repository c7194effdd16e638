using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// A routed linear layer by low-rank factors τ_k = U_k V_k: y = x θ₀ᵀ + (λ ⊙ z) Uᵀ with z = x Vᵀ [B, n, K r], λ_bk scaling the columns of task k;
/// backward with g = dy U: dx = dy θ₀ + (λ ⊙ g) V, dλ_bk = Σ over tokens and the columns of k of g z. z is computed again instead of stored. Shapes: <see cref="RoutedLinear"/>.
/// </summary>
internal sealed unsafe class FactoredLinear : RoutedLinear
{
    private float* _inner;
    private float* _innerGradient;
    private float* _coefficientGradient;
    private float* _biasGradient;
    private bool _accumulateBias;
    private int _columns;
    private int _group;
    private Phase _phase;

    private FactoredLinear(Pass pass, Tensor x, RoutedCoefficients coefficients, LinearLayer layer, Tensor? bias, Tensor? residual)
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
        var operation = new FactoredLinear(pass, x, coefficients, layer, bias, residual);
        operation.Forward(pass);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        var (rows, inputs, outputs, products) = (X.Rows, Layer.Inputs, Layer.Outputs, pass.Workspace.Products);
        _coefficientGradient = Coefficients.Gradient(pass);
        _biasGradient = Bias is null ? null : pass.GradientOf(Bias, out _accumulateBias);
        if (_biasGradient is not null) Run(pass, Phase.Bias);
        var dx = pass.GradientOf(X, out var accumulate);
        var dy = Output.GradientPointer;
        if (dx is not null) MatrixProduct.Multiply(false, false, rows, inputs, outputs, dy, outputs, Base, inputs, accumulate, dx, inputs, products);
        foreach (var (factors, start, count) in Parts())
        {
            var rented = (long)rows * factors.Columns;
            _innerGradient = pass.Workspace.Memory.Rent(rented);
            MatrixProduct.Multiply(false, false, rows, factors.Columns, count, dy + start, outputs, factors.Left, factors.Columns, false, _innerGradient, factors.Columns, products);
            if (_coefficientGradient is not null)
            {
                _inner = pass.Workspace.Memory.Rent(rented);
                MatrixProduct.Multiply(false, true, rows, factors.Columns, inputs, X.Pointer, inputs, factors.Right, inputs, false, _inner, factors.Columns, products);
                Run(pass, Phase.Collect);
                pass.Workspace.Memory.Return(_inner, rented);
            }

            if (dx is not null)
            {
                _inner = _innerGradient;
                Run(pass, Phase.Scale);
                MatrixProduct.Multiply(false, false, rows, inputs, factors.Columns, _innerGradient, factors.Columns, factors.Right, inputs, true, dx, inputs, products);
            }

            pass.Workspace.Memory.Return(_innerGradient, rented);
        }

        if (Residual is not null) pass.PassGradientOn(Output, Residual);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        for (var b = first; b < end; b++)
        {
            switch (_phase)
            {
                case Phase.Prefill: Prefill(b); break;
                case Phase.Bias: BiasGradient(b, _biasGradient, _accumulateBias); break;
                default: Inner(b); break;
            }
        }
    }

    private float* Base => Coefficients.Vectors.Pointer + Layer.Weight.Offset;

    private void Forward(Pass pass)
    {
        var (rows, inputs, outputs, products) = (X.Rows, Layer.Inputs, Layer.Outputs, pass.Workspace.Products);
        var prefilled = Bias is not null || Residual is not null;
        if (prefilled) Run(pass, Phase.Prefill);
        MatrixProduct.Multiply(false, true, rows, outputs, inputs, X.Pointer, inputs, Base, inputs, prefilled, Output.Pointer, outputs, products);
        foreach (var (factors, start, count) in Parts())
        {
            var rented = (long)rows * factors.Columns;
            _inner = pass.Workspace.Memory.Rent(rented);
            MatrixProduct.Multiply(false, true, rows, factors.Columns, inputs, X.Pointer, inputs, factors.Right, inputs, false, _inner, factors.Columns, products);
            Run(pass, Phase.Scale);
            MatrixProduct.Multiply(false, true, rows, count, factors.Columns, _inner, factors.Columns, factors.Left, factors.Columns, true, Output.Pointer + start, outputs, products);
            pass.Workspace.Memory.Return(_inner, rented);
        }
    }

    // One sample's rows of z or g: scales the columns of each task, or collects their products.
    private void Inner(int sample)
    {
        var rank = _columns / Coefficients.Tasks;
        var at = (long)sample * Coefficients.SampleStride + Coefficients.GroupOffset(_group);
        for (var k = 0; k < Coefficients.Tasks; k++)
        {
            var sum = 0.0;
            for (var t = 0; t < Tokens; t++)
            {
                var place = ((long)sample * Tokens + t) * _columns + k * rank;
                if (_phase == Phase.Scale) RowKernels.Scale(_inner + place, Coefficients.Values.Pointer[at + k], rank);
                else sum += TensorPrimitives.Dot(new ReadOnlySpan<float>(_inner + place, rank), new ReadOnlySpan<float>(_innerGradient + place, rank));
            }

            if (_phase == Phase.Collect) _coefficientGradient[at + k] += (float)sum;
        }
    }

    private IEnumerable<(LowRankFactors Factors, int Start, int Count)> Parts()
    {
        for (var part = 0; part < Layer.Weight.Parts.Length; part++)
        {
            var where = Layer.Weight.Parts[part];
            var factors = Coefficients.Vectors.Factors(where)!;
            (_columns, _group) = (factors.Columns, Coefficients.Groups.Of(Layer.Weight, part));
            yield return (factors, (int)((where.Offset - Layer.Weight.Offset) / Layer.Inputs), (int)(where.Count / Layer.Inputs));
        }
    }

    private void Run(Pass pass, Phase phase)
    {
        _phase = phase;
        RunChunks(pass, Coefficients.Batch, 1);
    }
}
