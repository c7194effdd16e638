namespace Sinter.Learning;

/// <summary>One transformer block of ViT, CLIP and BERT: attention and a two-layer perceptron, each around a residual.</summary>
/// <remarks>Pre-norm: x += attend(norm1 x); x += mlp(norm2 x). Post-norm (BERT): x = norm1(x + attend x); x = norm2(x + mlp x).</remarks>
internal sealed class EncoderBlock
{
    public required LinearLayer Projection { get; init; }

    public required LinearLayer Output { get; init; }

    public required LinearLayer Expand { get; init; }

    public required LinearLayer Contract { get; init; }

    public required NormLayer FirstNorm { get; init; }

    public required NormLayer SecondNorm { get; init; }

    public required AttentionShape Heads { get; init; }

    public required ActivationKind Activation { get; init; }

    /// <summary>x, result [B, T, C]. The caller still owns x.</summary>
    public Tensor PreNorm(ParameterSource source, Tensor x, Pass pass, int[]? mask = null)
    {
        var normal = source.Normalize(pass, FirstNorm, x);
        var middle = Attend(source, normal, x, pass, mask);
        pass.Release(normal);
        normal = source.Normalize(pass, SecondNorm, middle);
        var result = Perceive(source, normal, middle, pass);
        pass.Release(normal);
        pass.Release(middle);
        return result;
    }

    /// <summary>x, result [B, T, C]. The caller still owns x.</summary>
    public Tensor PostNorm(ParameterSource source, Tensor x, Pass pass, int[]? mask = null)
    {
        var sum = Attend(source, x, x, pass, mask);
        var middle = source.Normalize(pass, FirstNorm, sum);
        pass.Release(sum);
        sum = Perceive(source, middle, middle, pass);
        pass.Release(middle);
        var result = source.Normalize(pass, SecondNorm, sum);
        pass.Release(sum);
        return result;
    }

    private Tensor Attend(ParameterSource source, Tensor x, Tensor residual, Pass pass, int[]? mask)
    {
        var fused = source.Linear(pass, Projection, x);
        var mixed = Attention.Apply(pass, fused, Heads, mask);
        pass.Release(fused);
        var result = source.Linear(pass, Output, mixed, residual);
        pass.Release(mixed);
        return result;
    }

    private Tensor Perceive(ParameterSource source, Tensor x, Tensor residual, Pass pass)
    {
        var wide = source.Linear(pass, Expand, x);
        var active = Learning.Activation.Apply(pass, wide, Activation);
        pass.Release(wide);
        var result = source.Linear(pass, Contract, active, residual);
        pass.Release(active);
        return result;
    }
}
