namespace Sinter.Checkpoints;

/// <summary>An adapter's part in a sum.</summary>
/// <param name="Adapter">The adapter.</param>
/// <param name="Weight">What its task vector is multiplied by, on top of its own scale.</param>
public sealed record WeightedAdapter(LoraAdapter Adapter, double Weight);
