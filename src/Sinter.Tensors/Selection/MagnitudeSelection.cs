using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>
/// Finds the k largest magnitudes of a tensor that streams by in blocks, for one or several k at once, exactly and with ties at the threshold broken by position:
/// no sort, no copy of the tensor. While <see cref="NeedsPass"/>, show it every block once (from several workers, in any order), then call <see cref="CompletePass"/>.
/// One pass is enough for small tensors and where the threshold is 0; else two; a third comes only when a few of many equal elements must be kept and the blocks
/// hold too many distinct values to have counted them beside.
/// </summary>
/// <remarks>
/// Memory: from the first to the last block of a pass 256 KB a worker and k; between passes 48 bytes a block and k, after a sample up to 1 KB (2 MB a worker at most).
/// </remarks>
public sealed class MagnitudeSelection : IDisposable
{
    private readonly long _count;
    private readonly int _blocks;
    private readonly long[] _keep;
    private readonly MagnitudeCut?[] _cuts;
    private readonly int[] _rankOf;
    private readonly int[]?[] _recounts;
    private readonly RadixSelection _selection;
    private readonly Func<long, long>? _keepOfNonZeros;

    /// <param name="count">Number of elements.</param>
    /// <param name="keep">How many are to be kept, 0 .. <paramref name="count"/>: one number a cut.</param>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="workers">Workers that may accumulate at once.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or more is to be kept than there is.</exception>
    public MagnitudeSelection(long count, ReadOnlySpan<long> keep, int blocks, int workers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(blocks);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        (_count, _blocks, _keep) = (count, blocks, keep.ToArray());
        _cuts = new MagnitudeCut?[keep.Length];
        _rankOf = new int[keep.Length];
        _recounts = new int[]?[keep.Length];
        var ranks = new List<long>();
        for (var cut = 0; cut < keep.Length; cut++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(keep[cut], nameof(keep));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(keep[cut], count, nameof(keep));
            if (keep[cut] == 0) _cuts[cut] = Nothing;
            else if (keep[cut] == count) _cuts[cut] = new(count, 0, 0, 0, int.MaxValue, int.MaxValue);
            else
            {
                _rankOf[cut] = ranks.Count;
                ranks.Add(count - keep[cut]);
            }
        }

        _selection = new(new SortKey(Signed: false), count, CollectionsMarshal.AsSpan(ranks), workers, blocks);
    }

    /// <param name="count">Number of elements.</param>
    /// <param name="keepOfNonZeros">From the number of elements that are not zero to the number to keep of them: one cut.</param>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="workers">Workers that may accumulate at once.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public MagnitudeSelection(long count, Func<long, long> keepOfNonZeros, int blocks, int workers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(blocks);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentNullException.ThrowIfNull(keepOfNonZeros);
        (_count, _blocks, _keep) = (count, blocks, new long[1]);
        (_cuts, _rankOf, _recounts) = (new MagnitudeCut?[1], new int[1], new int[]?[1]);
        if (count == 0) _cuts[0] = Nothing;
        _keepOfNonZeros = keepOfNonZeros;
        _selection = new(new SortKey(Signed: false), count, count == 0 ? [] : [0L], workers, blocks) { RankFromZeros = zeros => count - keepOfNonZeros(count - zeros) };
    }

    /// <summary>Number of cuts.</summary>
    public int Cuts => _keep.Length;

    private static MagnitudeCut Nothing { get; } = new(0, float.PositiveInfinity, 0, 0, -1, 0);

    /// <summary>Whether every block must be shown once more.</summary>
    public bool NeedsPass => Array.Exists(_cuts, static cut => cut is null);

    /// <summary>The result for the k of this number.</summary>
    /// <exception cref="InvalidOperationException">A pass is missing.</exception>
    public MagnitudeCut this[int cut] => _cuts[cut] ?? throw new InvalidOperationException("The selection needs another pass.");

    /// <summary>Bytes that a selection needs at most.</summary>
    internal static long MemoryBytes(int blocks, int workers, int cuts) => cuts * ((workers * (256L << 10)) + (blocks * 48L) + BlockCounts.MostBytes(workers, blocks));

    /// <summary>
    /// Whether a look at a <see cref="MagnitudeSample"/>'s pieces, through <see cref="Sample"/>, would make the passes fewer. Results do not depend on it.
    /// </summary>
    internal bool WantsSample => NeedsPass && _selection.WantsSample;

    /// <summary>Shows a piece of the sample; different pieces may come at once.</summary>
    internal void Sample(int piece, ReadOnlySpan<float> values) => _selection.AddSample(piece, values);

    /// <summary>Shows the elements of a block; calls at once have different workers.</summary>
    /// <param name="block">Its number.</param>
    /// <param name="worker">The worker that calls.</param>
    /// <param name="values">Its elements, the same in every pass.</param>
    public void Accumulate(int block, int worker, ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)_blocks, nameof(block));
        if (_selection.Pass != SelectionPass.Done)
        {
            _selection.Accumulate(values, worker, block);
            return;
        }

        for (var cut = 0; cut < Cuts; cut++)
            if (_recounts[cut] is { } counts && _cuts[cut] is null) counts[block] = SelectionKernels.CountMagnitude(values, _selection[_rankOf[cut]].Key);
    }

    /// <summary>Whether the next pass may come through <see cref="AccumulateDifferences"/>.</summary>
    internal bool TakesDifferences => _selection.TakesDifferences;

    /// <summary>Shows the elements W − B of a block whose weights are still as stored, all of a type that <see cref="LinearCombination.Stores"/>.</summary>
    internal unsafe void AccumulateDifferences(ElementType type, byte* origin, byte* model, int count, int worker, int block) =>
        _selection.AccumulateDifferences(type, origin, model, count, worker, block);

    /// <summary>Ends a pass.</summary>
    /// <exception cref="InvalidOperationException">The pass did not see as many elements as there are.</exception>
    public void CompletePass()
    {
        if (_selection.Pass != SelectionPass.Done)
        {
            _selection.CompletePass();
            if (_keepOfNonZeros is not null) DecideKeep(_keepOfNonZeros);
            if (_selection.Pass != SelectionPass.Done) return;
        }

        for (var cut = 0; cut < Cuts; cut++)
            if (_cuts[cut] is null) Decide(cut);
        if (!NeedsPass) _selection.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _selection.Dispose();

    /// <summary>The magnitude of the element that is number <paramref name="rank"/> (1 the largest) by magnitude; NaN when that many are NaN.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rank"/> is not in 1 .. length.</exception>
    public static float KthLargest(ReadOnlySpan<float> values, long rank)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rank, values.Length);
        using var selection = new RadixSelection(new SortKey(Signed: false), values.Length, [values.Length - rank], workers: 1, blocks: 0);
        return selection.Run(values);
    }

    // The ties to keep fill the blocks in order; the block in which they run out is split.
    private void DecideKeep(Func<long, long> keepOfNonZeros)
    {
        var nonZeros = _count - _selection.Zeros;
        _keep[0] = keepOfNonZeros(nonZeros);
        ArgumentOutOfRangeException.ThrowIfNegative(_keep[0], nameof(keepOfNonZeros));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_keep[0], nonZeros, nameof(keepOfNonZeros));
        if (_keep[0] == 0) _cuts[0] = Nothing;
    }

    private void Decide(int cut)
    {
        var found = _selection[_rankOf[cut]];
        var above = _count - found.Below - found.Equal;
        var ties = _keep[cut] - above;
        var (split, rest) = (int.MaxValue, int.MaxValue);
        if (ties < found.Equal && found.Key != 0)
        {
            split = 0;
            for (; ; split++)
            {
                var inBlock = _recounts[cut] is { } counts ? counts[split] : _selection.TiesIn(split, _rankOf[cut]);
                if (inBlock < 0)
                {
                    _recounts[cut] = new int[_blocks];
                    return;
                }

                if (ties <= inBlock) break;
                ties -= inBlock;
            }

            rest = (int)ties;
        }

        _cuts[cut] = new(_keep[cut], BitConverter.UInt32BitsToSingle(found.Key), above, found.Equal, split, rest);
    }
}
