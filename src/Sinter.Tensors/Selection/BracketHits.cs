using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>What is counted about a bracket without looking at the single element.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct BracketHits
{
    /// <summary>Elements with a magnitude below the bracket.</summary>
    public int Below;

    /// <summary>Elements with the bracket's most frequent magnitude.</summary>
    public int First;

    /// <summary>Elements with its next one.</summary>
    public int Second;
}
