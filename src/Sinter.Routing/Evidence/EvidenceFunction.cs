using System.Numerics;

namespace Sinter.Routing;

/// <summary>Dirichlet parameters α = 1 + f(s · logit).</summary>
/// <param name="Kind">f.</param>
/// <param name="Scale">s, by which logits are sharpened.</param>
public sealed record EvidenceFunction(EvidenceKind Kind = EvidenceKind.Softplus, double Scale = 1)
{
    private const double Bound = 10;

    /// <summary>f(s · logit).</summary>
    public double Evidence(double logit)
    {
        var x = Scale * logit;
        return Kind switch
        {
            EvidenceKind.Softplus => Softplus(x),
            EvidenceKind.Relu => Math.Max(x, 0),
            _ => Math.Exp(Math.Clamp(x, -Bound, Bound)),
        };
    }

    /// <summary>The derivative of <see cref="Evidence"/> with respect to the logit; 0 where it is held.</summary>
    public double Slope(double logit)
    {
        var x = Scale * logit;
        return Scale * Kind switch
        {
            EvidenceKind.Softplus => 1 / (1 + Math.Exp(-x)),
            EvidenceKind.Relu => x > 0 ? 1 : 0,
            _ => Math.Abs(x) <= Bound ? Math.Exp(x) : 0,
        };
    }

    /// <summary>α of logits.</summary>
    public void Alpha<T>(ReadOnlySpan<T> logits, Span<T> alpha)
        where T : IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < logits.Length; i++) alpha[i] = T.CreateTruncating(1 + Evidence(double.CreateTruncating(logits[i])));
    }

    /// <summary>log(1 + exp x) without overflow.</summary>
    internal static double Softplus(double x) => Math.Max(x, 0) + double.LogP1(Math.Exp(-Math.Abs(x)));
}
