using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Which elements of a tensor's task vectors are kept, one bit each: what the statistics pass found out at some cost, for the combination. Every block has its own bytes.
/// </summary>
internal sealed unsafe class KeptMask : IDisposable
{
    /// <summary>Above this the bits are not kept: finding out twice is cheaper than the memory.</summary>
    public const long LargestBytes = 24L << 20;

    private const int Word = 32;
    private static readonly uint[] LaneBits = [.. Enumerable.Range(0, 16).Select(static lane => 1u << lane)];
    private readonly NativeBuffer<uint> _words;
    private readonly int _wordsPerBlock;
    private readonly int _blocks;

    private KeptMask(TensorContext tensor)
    {
        _wordsPerBlock = WordsPerBlock(tensor);
        _blocks = tensor.BlockCount;
        _words = new NativeBuffer<uint>((long)_wordsPerBlock * _blocks * tensor.Models);
    }

    /// <summary>A mask for the tensor, or null when it would be too large.</summary>
    public static KeptMask? Create(TensorContext tensor) => BytesFor(tensor) <= LargestBytes ? new KeptMask(tensor) : null;

    /// <summary>Bytes of a mask for the tensor.</summary>
    public static long BytesFor(TensorContext tensor) => (long)WordsPerBlock(tensor) * tensor.BlockCount * tensor.Models * sizeof(uint);

    /// <summary>Remembers which elements of a block are not zero.</summary>
    public void Store(int block, int model, ReadOnlySpan<float> values)
    {
        fixed (float* pointer = values)
        {
            if (Simd.Has512) Pack<Lanes512>(pointer, values.Length, At(block, model));
            else if (Simd.Has256) Pack<Lanes256>(pointer, values.Length, At(block, model));
            else Pack<Lanes128>(pointer, values.Length, At(block, model));
        }
    }

    /// <summary>x ← x · factor where the element is kept, else 0.</summary>
    public void Apply(int block, int model, Span<float> values, float factor)
    {
        fixed (float* pointer = values)
        fixed (uint* lanes = LaneBits)
        {
            if (Simd.Has512) Unpack<Lanes512>(pointer, values.Length, At(block, model), factor, (float*)lanes);
            else if (Simd.Has256) Unpack<Lanes256>(pointer, values.Length, At(block, model), factor, (float*)lanes);
            else Unpack<Lanes128>(pointer, values.Length, At(block, model), factor, (float*)lanes);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _words.Dispose();

    private static int WordsPerBlock(TensorContext tensor) => (tensor.BlockSize + Word - 1) / Word;

    private uint* At(int block, int model) => _words.Pointer + (((long)model * _blocks) + block) * _wordsPerBlock;

    [MethodImpl(Simd.Kernel)]
    private static void Pack<TLanes>(float* values, int count, uint* words)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = default;
        var i = 0;
        for (; i <= count - Word; i += Word)
        {
            var word = 0u;
            for (var lane = 0; lane < Word; lane += TLanes.Count)
                word |= TLanes.Bits(TLanes.GreaterThan(TLanes.Abs(TLanes.Load(values + i + lane)), zero)) << lane;
            words[i / Word] = word;
        }

        if (i == count) return;
        var last = 0u;
        for (var lane = 0; lane < count - i; lane++) last |= (values[i + lane] != 0 ? 1u : 0) << lane;
        words[i / Word] = last;
    }

    [MethodImpl(Simd.Kernel)]
    private static void Unpack<TLanes>(float* values, int count, uint* words, float factor, float* laneBits)
        where TLanes : struct, ILanes<TLanes>
    {
        var scale = TLanes.Create(factor);
        var bits = TLanes.Load(laneBits);
        var i = 0;
        for (; i <= count - Word; i += Word)
        {
            for (var lane = 0; lane < Word; lane += TLanes.Count)
            {
                var kept = TLanes.SameBits(TLanes.Create(BitConverter.UInt32BitsToSingle(words[i / Word] >> lane)) & bits, bits);
                (TLanes.Load(values + i + lane) * scale & kept).Store(values + i + lane);
            }
        }

        for (; i < count; i++) values[i] = (words[i / Word] >> (i % Word) & 1) != 0 ? values[i] * factor : 0;
    }
}
