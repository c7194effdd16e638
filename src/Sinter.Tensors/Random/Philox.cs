using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>
/// A stream of random numbers that can be read at any place (Philox4x32-10, counter-based): element i is a function of (seed, purpose, name, index, i) alone, so it does
/// not matter in which order, in which pieces or by which thread elements are asked for, nor on which machine. It is cheap to make and holds no state.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly unsafe record struct Philox
{
    private const int NormalChunk = 512;

    // Any number: it keeps the second stream of normal numbers apart.
    private const ulong AngleKey = 0xA5A5_5A5A_0F0F_F0F1;
    private readonly ulong _key;
    private readonly ulong _stream;

    /// <summary>The stream for a use.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What the numbers are for: uses do not share numbers.</param>
    /// <param name="name">Whose numbers, for example a tensor's name.</param>
    /// <param name="index">Which of them, for example the model's.</param>
    public Philox(long seed, string purpose, string name = "", long index = 0)
        : this(StableHash.Combine((ulong)seed, StableHash.Of(purpose)), StableHash.Combine((ulong)index, StableHash.Of(name)))
    {
    }

    private Philox(ulong key, ulong stream) => (_key, _stream) = (key, stream);

    /// <summary>Fills with random bits: those of elements <paramref name="offset"/>, <paramref name="offset"/> + 1, ...</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    public void FillBits(long offset, Span<uint> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var words = stackalloc uint[4];
        fixed (uint* pointer = destination)
        {
            var block = (ulong)offset / 4;
            var (skip, done) = ((int)(offset % 4), 0);
            if (skip != 0 && destination.Length > 0)
            {
                PhiloxKernel.Generate(_key, _stream, block++, words, 1);
                for (; skip < 4 && done < destination.Length; skip++) pointer[done++] = words[skip];
            }

            var blocks = (destination.Length - done) / 4;
            PhiloxKernel.Generate(_key, _stream, block, pointer + done, blocks);
            done += 4 * blocks;
            if (done == destination.Length) return;
            PhiloxKernel.Generate(_key, _stream, block + (ulong)blocks, words, 1);
            for (var word = 0; done < destination.Length; word++) pointer[done++] = words[word];
        }
    }

    /// <summary>Fills with numbers of [0, 1), multiples of 2⁻²⁴: those of elements <paramref name="offset"/>, <paramref name="offset"/> + 1, ...</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    public void FillUniform(long offset, Span<float> destination)
    {
        FillBits(offset, MemoryMarshal.Cast<float, uint>(destination));
        UniformConversion.ToUniform(destination);
    }

    /// <summary>
    /// Fills with numbers of mean 0 and variance 1, normally distributed: those of elements <paramref name="offset"/>, <paramref name="offset"/> + 1, ... Box and Muller's
    /// formula on this stream's bits and those of a second stream. The largest magnitude is 5.8.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    public void FillNormal(long offset, Span<float> destination)
    {
        var angles = new Philox(_key ^ AngleKey, _stream);
        Span<uint> bits = stackalloc uint[NormalChunk];
        for (var done = 0; done < destination.Length; done += NormalChunk)
        {
            var part = destination.Slice(done, Math.Min(NormalChunk, destination.Length - done));
            FillBits(offset + done, MemoryMarshal.Cast<float, uint>(part));
            angles.FillBits(offset + done, bits[..part.Length]);
            NormalConversion.ToNormal(part, bits);
        }
    }

    /// <summary>The random bits of element <paramref name="index"/>.</summary>
    public uint Bits(long index)
    {
        uint bits;
        FillBits(index, new(&bits, 1));
        return bits;
    }
}
