namespace Sinter.Routing;

/// <summary>How logits become evidence e ≥ 0 (Sensoy et al., 2018).</summary>
public enum EvidenceKind
{
    /// <summary>log(1 + exp x).</summary>
    Softplus,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>exp of x held between −10 and 10.</summary>
    Exp,
}
