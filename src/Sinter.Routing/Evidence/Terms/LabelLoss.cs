namespace Sinter.Routing;

/// <summary>How far Dirichlet parameters are from a (soft) label y (Sensoy et al., 2018).</summary>
public enum LabelLoss
{
    /// <summary>Cross-entropy of the softmax of the logits: no evidence involved.</summary>
    CrossEntropy,

    /// <summary>Σ (y_c − p_c)² + α_c (S − α_c) / (S² (S + 1)): the expected squared error.</summary>
    MeanSquare,

    /// <summary>Σ y_c (log S − log α_c): type-II maximum likelihood.</summary>
    TypeTwo,

    /// <summary>Σ y_c (ψ(S) − ψ(α_c)): the expected cross-entropy.</summary>
    BayesCrossEntropy,
}
