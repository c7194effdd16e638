using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Which elements of a tensor's task vectors are kept, one bit each, for every model or for all alike: what a statistics pass found out at some cost, for the combination. Every block
/// has its own bytes.
/// </summary>
internal sealed class KeptMask : IDisposable
{
    /// <summary>Above this the bits are not kept: finding out twice is cheaper than the memory.</summary>
    public const long LargestBytes = 24L << 20;

    private readonly BufferPool _buffers;
    private NativeBuffer<uint>? _words;
    private readonly int _wordsPerBlock;
    private readonly int _blocks;

    private KeptMask(TensorContext tensor, int models)
    {
        _wordsPerBlock = KeptBits.Words(tensor.BlockSize);
        _blocks = tensor.BlockCount;
        _buffers = tensor.Buffers;
        _words = _buffers.Rent((long)_wordsPerBlock * _blocks * models);
    }

    /// <summary>A mask for a number of models of the tensor, or null when it would be too large.</summary>
    public static KeptMask? Create(TensorContext tensor, int models) => BytesFor(tensor, models) <= LargestBytes ? new KeptMask(tensor, models) : null;

    /// <summary>Bytes of such a mask.</summary>
    public static long BytesFor(TensorContext tensor, int models) => (long)KeptBits.Words(tensor.BlockSize) * tensor.BlockCount * models * sizeof(uint);

    /// <summary>The <see cref="KeptBits"/> of a block: arbitrary until they are written.</summary>
    public Span<uint> At(int block, int model) => _words!.Slice((((long)model * _blocks) + block) * _wordsPerBlock, _wordsPerBlock);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_words is not null) _buffers.Return(_words);
        _words = null;
    }
}
