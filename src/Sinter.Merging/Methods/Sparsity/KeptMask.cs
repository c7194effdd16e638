using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Which elements of a tensor's task vectors are kept, one bit each: what the statistics pass found out at some cost, for the combination. Every block has its own bytes.
/// </summary>
internal sealed class KeptMask : IDisposable
{
    /// <summary>Above this the bits are not kept: finding out twice is cheaper than the memory.</summary>
    public const long LargestBytes = 24L << 20;

    private readonly NativeBuffer<uint> _words;
    private readonly int _wordsPerBlock;
    private readonly int _blocks;

    private KeptMask(TensorContext tensor)
    {
        _wordsPerBlock = KeptBits.Words(tensor.BlockSize);
        _blocks = tensor.BlockCount;
        _words = new NativeBuffer<uint>((long)_wordsPerBlock * _blocks * tensor.Models);
    }

    /// <summary>A mask for the tensor, or null when it would be too large.</summary>
    public static KeptMask? Create(TensorContext tensor) => BytesFor(tensor) <= LargestBytes ? new KeptMask(tensor) : null;

    /// <summary>Bytes of a mask for the tensor.</summary>
    public static long BytesFor(TensorContext tensor) => (long)KeptBits.Words(tensor.BlockSize) * tensor.BlockCount * tensor.Models * sizeof(uint);

    /// <summary>The <see cref="KeptBits"/> of a block.</summary>
    public Span<uint> At(int block, int model) => _words.Slice((((long)model * _blocks) + block) * _wordsPerBlock, _wordsPerBlock);

    /// <inheritdoc/>
    public void Dispose() => _words.Dispose();
}
