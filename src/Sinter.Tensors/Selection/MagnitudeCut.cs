namespace Sinter.Tensors;

/// <summary>
/// Which elements are the <see cref="Keep"/> largest by magnitude: those above the threshold, and of those equal to it the first ones in the order of blocks and,
/// within a block, of elements. When the threshold is 0 all zeros count as kept: keeping a zero or dropping it gives the same number. A NaN ranks above infinity, but is
/// never set to zero, neither as one of the largest nor as one of the others; when the threshold itself is a NaN nothing is.
/// </summary>
public sealed class MagnitudeCut
{
    private readonly int _splitBlock;
    private readonly int _tiesInSplitBlock;

    internal MagnitudeCut(long keep, float threshold, long above, long equal, int splitBlock, int tiesInSplitBlock)
    {
        (Keep, Threshold, Above, Equal) = (keep, threshold, above, equal);
        (_splitBlock, _tiesInSplitBlock) = (splitBlock, tiesInSplitBlock);
    }

    /// <summary>Number of elements to keep.</summary>
    public long Keep { get; }

    /// <summary>The magnitude of the last one kept; infinity when nothing is kept.</summary>
    public float Threshold { get; }

    /// <summary>Elements with a larger magnitude; 0 when all or none are kept.</summary>
    public long Above { get; }

    /// <summary>Elements with this very magnitude; <see cref="Keep"/> − <see cref="Above"/> of them are kept. 0 when all or none are.</summary>
    public long Equal { get; }

    /// <summary>
    /// The smallest magnitude kept in a block; exact unless the block <see cref="Splits"/>. Test <c>!(|x| &lt; bound)</c>, so that no NaN gets lost.
    /// </summary>
    public float Bound(int block) => block <= _splitBlock ? Threshold : MathF.BitIncrement(Threshold);

    /// <summary>Whether only some of the block's elements at the threshold are kept: at most one block of a cut does.</summary>
    public bool Splits(int block) => block == _splitBlock && _tiesInSplitBlock != int.MaxValue;

    /// <summary>Sets to zero what is not among the largest.</summary>
    /// <param name="block">The block the values are.</param>
    /// <param name="values">Its elements, as the selection saw them.</param>
    public void KeepLargest(int block, Span<float> values)
    {
        if (Splits(block)) Split(values, keep: true);
        else MagnitudeTrim.KeepLargest(values, Bound(block));
    }

    /// <summary>Sets to zero what is among the largest.</summary>
    /// <param name="block">The block the values are.</param>
    /// <param name="values">Its elements, as the selection saw them.</param>
    public void DropLargest(int block, Span<float> values)
    {
        if (Keep == 0) return;
        if (Splits(block)) Split(values, keep: false);
        else MagnitudeTrim.DropLargest(values, Bound(block));
    }

    private void Split(Span<float> values, bool keep)
    {
        if (float.IsNaN(Threshold)) return;
        var ties = _tiesInSplitBlock;
        foreach (ref var value in values)
        {
            var magnitude = MathF.Abs(value);
            if (float.IsNaN(magnitude)) continue;
            var among = magnitude > Threshold || (magnitude == Threshold && ties-- > 0);
            if (among != keep) value = 0;
        }
    }
}
