namespace Sinter.Learning;

/// <summary>
/// y_b = x_b W_bᵀ + bias_b (+ residual_b) with W_b = θ₀ + Σ_k λ_bk τ_k: what both ways to compute it share.
/// x [B, n, in], W [out, in], bias [B, out], residual and y [B, n, out];
/// dx_b = dy_b W_b, dλ_bk = ⟨dy_bᵀ x_b, τ_k⟩, dbias_b = Σ_rows dy_b, dresidual = dy.
/// </summary>
internal abstract unsafe class RoutedLinear : Operation
{
    private protected RoutedLinear(Pass pass, Tensor x, RoutedCoefficients coefficients, LinearLayer layer, Tensor? bias, Tensor? residual)
    {
        Check.Shape(x.Columns == layer.Inputs, $"{layer} takes rows of {layer.Inputs}, got {x.Shape}");
        Check.Shape(residual is null || (residual.Columns == layer.Outputs && residual.Rows == x.Rows), $"{layer}: the residual {residual?.Shape} does not fit [{x.Rows}, {layer.Outputs}]");
        (X, Coefficients, Layer, Bias, Residual) = (x, coefficients, layer, bias, residual);
        Tokens = x.Rows / coefficients.Batch;
        Output = pass.New(residual?.Shape ?? x.Shape.WithLast(layer.Outputs), x.NeedsGradient || coefficients.Values.NeedsGradient || residual is { NeedsGradient: true });
    }

    protected Tensor X { get; }

    protected RoutedCoefficients Coefficients { get; }

    protected LinearLayer Layer { get; }

    protected Tensor? Bias { get; }

    protected Tensor? Residual { get; }

    /// <summary>Rows of one sample.</summary>
    protected int Tokens { get; }

    /// <summary>Fills a sample's outputs with bias and residual; false if there is neither.</summary>
    protected bool Prefill(int sample)
    {
        if (Bias is null && Residual is null) return false;
        var at = (long)sample * Tokens * Layer.Outputs;
        RowKernels.Prefill(Output.Pointer + at, Bias is null ? null : Bias.Pointer + (long)sample * Layer.Outputs, Residual is null ? null : Residual.Pointer + at, Tokens, Layer.Outputs);
        return true;
    }

    /// <summary>The gradient of a sample's bias, given where that of all biases lies.</summary>
    protected void BiasGradient(int sample, float* gradient, bool accumulate)
    {
        var outputs = Layer.Outputs;
        var target = gradient + (long)sample * outputs;
        var dy = Output.GradientPointer + (long)sample * Tokens * outputs;
        if (!accumulate) new Span<float>(target, outputs).Clear();
        for (var t = 0; t < Tokens; t++) RowKernels.AddTo(dy + (long)t * outputs, true, target, outputs);
    }
}
