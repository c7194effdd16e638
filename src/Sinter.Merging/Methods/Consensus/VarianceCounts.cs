namespace Sinter.Merging;

/// <summary>Positions of a block by their variance over the models, around a bracket.</summary>
internal struct VarianceCounts
{
    /// <summary>How many lie above the bracket.</summary>
    public int Above;

    /// <summary>How many lie inside.</summary>
    public int Inside;

    /// <summary>How many have no variance.</summary>
    public int Zeros;
}
