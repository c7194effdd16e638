namespace Sinter.Routing;

/// <summary>The shape of a router.</summary>
public sealed record RouterOptions
{
    /// <summary>Task-wise or layer-wise.</summary>
    public RouterGranularity Granularity { get; init; }

    /// <summary>What it looks at.</summary>
    public RouterInput Input { get; init; }

    /// <summary>After how many of the base's blocks it looks: fewer make routing cheaper. Null: after all. Nothing to do with the patch embedding.</summary>
    public int? Blocks { get; init; }

    /// <summary>s of θ₀ + s Σ w_k τ_k: 1 is the paper's; because Σ w = 1 the mean of the task vectors counts once.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Whether s is trained with the router.</summary>
    public bool LearnScale { get; init; }
}
