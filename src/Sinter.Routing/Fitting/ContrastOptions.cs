namespace Sinter.Routing;

/// <summary>L_Dis, the discrepancy-aware contrastive loss on merged features.</summary>
public sealed record ContrastOptions
{
    /// <summary>η; 0 is the ablation −L_Dis.</summary>
    public double Weight { get; init; } = 0.1;

    /// <summary>T.</summary>
    public double Temperature { get; init; } = 0.1;

    /// <summary>Weighs negatives by their score (ours).</summary>
    public bool WeighNegatives { get; init; }

    /// <summary>Compares the joint head's logits instead of the features (ours).</summary>
    public bool OnLogits { get; init; }

    /// <summary>Off is the ablation −ADS: all neighbours positive, random others negative.</summary>
    public bool Discrepancy { get; init; } = true;

    /// <summary>Who is a neighbour.</summary>
    public NeighbourhoodOptions Neighbourhood { get; init; } = new();

    /// <summary>What d is made of.</summary>
    public DiscrepancyOptions Score { get; init; } = new();

    /// <summary>How neighbours are split into positives and negatives.</summary>
    public ThresholdOptions Threshold { get; init; } = new();

    /// <summary>Positives, and as many negatives, that an anchor brings into the batch.</summary>
    public int Partners { get; init; } = 1;

    /// <summary>Compares with a memory of earlier features instead of partners in the batch.</summary>
    public bool MemoryBank { get; init; }

    /// <summary>How slowly the memory moves.</summary>
    public double Momentum { get; init; } = 0.99;
}
