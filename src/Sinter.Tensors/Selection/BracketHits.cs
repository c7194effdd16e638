using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>What a <see cref="BracketKernel"/> finds.</summary>
/// <param name="values">Room for <see cref="BracketKernel.HitsLength"/> elements.</param>
[StructLayout(LayoutKind.Auto)]
internal unsafe struct BracketHits(float* values)
{
    /// <summary>The elements with a magnitude inside the bracket and none of its frequent ones, in any order: those of the last run.</summary>
    public readonly float* Values = values;

    /// <summary>How many of them there are.</summary>
    public int Length;

    /// <summary>Elements with a magnitude below the bracket, of all runs.</summary>
    public int Below;

    /// <summary>Elements with the bracket's most frequent magnitude, of all runs.</summary>
    public int First;

    /// <summary>Elements with its next one, of all runs.</summary>
    public int Second;
}
