namespace Sinter.Routing;

/// <summary>Stage 1: the joint evidential head. γ and the steps are the paper's; distillation, the marginal entropy and how λ counts are ours.</summary>
public sealed record HeadOptions
{
    /// <summary>How logits become evidence. The trial used exp; softplus of a scaled logit is the milder choice.</summary>
    public EvidenceFunction Evidence { get; init; } = new(EvidenceKind.Exp);

    /// <summary>Whether the head starts as the experts' heads side by side, or at zero.</summary>
    public bool StartFromExperts { get; init; } = true;

    /// <summary>Steps that fit the head to the experts' soft predictions, each inside its own block of classes, before stage 1.</summary>
    public int DistillSteps { get; init; } = 1000;

    /// <summary>The loss of distillation.</summary>
    public LabelLoss DistillLoss { get; init; }

    /// <summary>The weight that distillation keeps during stage 1; 0 is the paper's.</summary>
    public double DistillWeight { get; init; } = 1;

    /// <summary>Steps of stage 1.</summary>
    public int Steps { get; init; } = 300;

    /// <summary>Learning rate of both.</summary>
    public double Rate { get; init; } = 1e-2;

    /// <summary>The weight of the entropy of the mean prediction, which is raised: without it, lowering entropy moves doubtful images to the task that is largest already (ours).</summary>
    public double MarginalWeight { get; init; } = 1;

    /// <summary>λ, the weight of KL(Dir(α) ‖ Dir(1)): 0.1 in the paper. Divided by the number of classes, 1 measured better.</summary>
    public double KlWeight { get; init; } = 1;

    /// <summary>Divides λ by the number of classes: with many classes the divergence otherwise swallows all evidence (ours).</summary>
    public bool KlPerClass { get; init; } = true;

    /// <summary>Takes the divergence of the evidence beside the largest class only, a hard pseudo-label as in Sensoy et al.</summary>
    public bool KlOfPseudoLabel { get; init; }

    /// <summary>γ, the weight of L_Inv.</summary>
    public double InverseWeight { get; init; } = 0.1;

    /// <summary>The form of L_Inv.</summary>
    public InverseRelation Inverse { get; init; }
}
