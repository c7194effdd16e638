using System.Numerics;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// The positions of a tensor whose variance over the models lies in a bracket around a threshold that is not known yet, with the models' elements there. They and the number of those above
/// tell the threshold. A block's positions lie side by side, then the elements of the first model there, and so on.
/// </summary>
/// <param name="tensor">The tensor.</param>
/// <param name="low">The bracket's smallest variance.</param>
/// <param name="high">Its largest one.</param>
internal sealed unsafe class OpenPositions(TensorContext tensor, float low, float high) : IDisposable
{
    // Of all positions; what a sample brackets is fewer, unless it tells little.
    private const int Share = 24;
    private const long LargestBytes = 64L << 20;

    // Memory comes in pieces of one length, so that those of one tensor serve the next.
    private const int PieceLength = 1 << 18;
    private readonly long _room = Capacity(tensor) * Row(tensor);
    private readonly (nint Address, int Count)[] _blocks = new (nint, int)[tensor.BlockCount];
    private readonly (NativeBuffer<uint>? Memory, long Used)[] _pieces = new (NativeBuffer<uint>?, long)[tensor.Workers];
    private readonly List<NativeBuffer<uint>> _memory = [];
    private readonly Lock _gate = new();
    private long _used;
    private long _above;
    private long _zeros;

    /// <summary>Bytes for a tensor's positions and, while they are decided, their variances.</summary>
    public static long BytesFor(TensorContext tensor) => (Capacity(tensor) * (Row(tensor) + 1) * sizeof(float)) + (tensor.Workers * (long)PieceLength * sizeof(uint));

    /// <summary>
    /// Takes the open positions of a block, whose task vectors and scratch space 0 it overwrites; writes the <see cref="KeptBits"/> of those above the bracket, and the squares of the models'
    /// elements there.
    /// </summary>
    public void Add(in Block block, Span<uint> above, Span<double> squares) => Add(block, VarianceScan.Of(block, low, high, above, squares));

    /// <summary>The same of stored elements.</summary>
    public void Add(in StoredBlock block, Span<uint> above, Span<double> squares) => Add(block.Place, VarianceScan.Of(block, low, high, above, squares));

    /// <summary>
    /// Once every block has been taken: adds to a mask the open positions that are kept, those of the largest variance and of equal ones the first, and to sums the squares of the models'
    /// elements there, one term a block. False, with nothing done, when the bracket does not hold the threshold or has more positions than memory; then those above it may not be kept.
    /// </summary>
    /// <param name="keepOfNonZeros">From the number of positions with a variance to the number to keep.</param>
    /// <param name="mask">A mask for all models.</param>
    /// <param name="squares">One sum a model.</param>
    public bool TryDecide(Func<long, long> keepOfNonZeros, KeptMask mask, WorkerSums squares)
    {
        var keep = keepOfNonZeros(tensor.Count - _zeros) - _above;
        if (_used > _room || keep <= 0 || keep >= _used / Row(tensor)) return false;
        var memory = tensor.Buffers.Rent(_used / Row(tensor));
        try
        {
            Decide(new Span<float>(memory.Pointer, checked((int)(_used / Row(tensor)))), keep, mask, squares);
        }
        finally
        {
            tensor.Buffers.Return(memory);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var memory in _memory) tensor.Buffers.Return(memory);
        _memory.Clear();
    }

    private static int Row(TensorContext tensor) => 1 + tensor.Models;

    private static long Capacity(TensorContext tensor) => Math.Min(tensor.Count / Share, LargestBytes / (Row(tensor) * sizeof(float)));

    private void Add(in Block block, VarianceCounts counts)
    {
        Interlocked.Add(ref _above, counts.Above);
        Interlocked.Add(ref _zeros, counts.Zeros);
        var length = counts.Inside * Row(tensor);
        if (length == 0 || Interlocked.Add(ref _used, length) > _room) return;
        var address = Take(block.Worker, length);
        _blocks[block.Index] = ((nint)address, counts.Inside);
        var memory = new Span<float>(address, length);
        new ReadOnlySpan<float>(block.ScratchPointer(0), counts.Inside).CopyTo(memory);
        for (var model = 0; model < tensor.Models; model++) block.Model(model)[..counts.Inside].CopyTo(memory[((1 + model) * counts.Inside)..]);
    }

    private float* Take(int worker, int length)
    {
        ref var piece = ref _pieces[worker];
        if (piece.Memory is null || piece.Used + length > piece.Memory.Length)
        {
            piece = (tensor.Buffers.Rent(Math.Max(PieceLength, length)), 0);
            lock (_gate) _memory.Add(piece.Memory);
        }

        piece.Used += length;
        return (float*)piece.Memory.Pointer + piece.Used - length;
    }

    private void Decide(Span<float> variances, long keep, KeptMask mask, WorkerSums squares)
    {
        for (var (index, start) = (0, 0); index < _blocks.Length; start += _blocks[index++].Count) VarianceKernel.Compute(Open(index), variances.Slice(start, _blocks[index].Count));
        var threshold = MagnitudeSelection.KthLargest(variances, keep);
        foreach (var variance in variances) keep -= variance > threshold ? 1 : 0;
        // A NaN is neither above nor equal to anything.
        if (float.IsNaN(threshold)) keep = 0;
        using var bits = new NativeBuffer<uint>(KeptBits.Words(_blocks.Max(static block => block.Count)));
        for (var (index, start) = (0, 0); index < _blocks.Length; start += _blocks[index++].Count)
        {
            var open = Open(index);
            var kept = bits.Slice(0, KeptBits.Words(open.Length));
            var own = variances.Slice(start, open.Length);
            KeptBits.FillAbove(own, threshold, kept);
            KeepTies(own, threshold, ref keep, kept);
            SetPositions((int*)open.Pointer(0), kept, mask.At(index, 0));
            for (var model = 0; model < tensor.Models; model++)
            {
                KeptBits.Apply(open.Mutable(model), kept, 1);
                squares.Add(worker: 0, model, Sums.OfSquares(open.Model(model)));
            }
        }
    }

    // Of equal variances the first.
    private static void KeepTies(ReadOnlySpan<float> variances, float threshold, ref long keep, Span<uint> kept)
    {
        for (var i = 0; keep > 0 && i < variances.Length; i++, keep--)
        {
            var next = variances[i..].IndexOf(threshold);
            if (next < 0) return;
            i += next;
            kept[i / KeptBits.Word] |= 1u << (i % KeptBits.Word);
        }
    }

    private static void SetPositions(int* positions, ReadOnlySpan<uint> kept, Span<uint> mask)
    {
        for (var word = 0; word < kept.Length; word++, positions += KeptBits.Word)
        {
            for (var left = kept[word]; left != 0; left &= left - 1)
            {
                var position = positions[BitOperations.TrailingZeroCount(left)];
                mask[position / KeptBits.Word] |= 1u << (position % KeptBits.Word);
            }
        }
    }

    // The open positions of a block as a block of their own: the positions are in the place of the base.
    private Block Open(int index) => new(tensor, index, offset: 0, _blocks[index].Count, worker: 0, (float*)_blocks[index].Address, _blocks[index].Count, statistics: 0);
}
