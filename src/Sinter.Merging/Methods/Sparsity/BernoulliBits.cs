using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// <see cref="KeptBits"/> that are set with a probability. 16 random bits decide most elements; the one in 65536 that they leave open gets 16 more from a second stream, so that the
/// probability is met to 2⁻³² at half the price of a 32-bit number an element.
/// </summary>
internal readonly unsafe struct BernoulliBits
{
    /// <summary>Elements that are drawn for at a time: what they take stays in the first-level cache.</summary>
    public const int Part = 2048;

    // Kept is what lies below, of 2³².
    private readonly ulong _limit;

    /// <param name="probability">In 0 .. 1; the next multiple of 2⁻³² from above is used.</param>
    public BernoulliBits(double probability) => _limit = (ulong)Math.Ceiling(Math.Clamp(probability, 0, 1) * (1L << 32));

    /// <summary>Writes the bits of the elements from <paramref name="offset"/> on.</summary>
    /// <param name="draws">Half a word an element.</param>
    /// <param name="open">A word an element, of which half is used, where half a word leaves it open.</param>
    /// <param name="offset">Which is the first element.</param>
    /// <param name="count">How many.</param>
    /// <param name="bits">Where they go.</param>
    public void Fill(Philox draws, Philox open, long offset, int count, Span<uint> bits)
    {
        var words = stackalloc uint[Part / 2 + 1];
        for (var start = 0; start < count; start += Part)
        {
            var (first, length) = (offset + start, Math.Min(Part, count - start));
            var odd = (int)(first & 1);
            draws.FillBits(first / 2, new(words, (odd + length + 1) / 2));
            Decide((ushort*)words + odd, length, open, first, bits[(start / KeptBits.Word)..]);
        }
    }

    [MethodImpl(Simd.Kernel)]
    private void Decide(ushort* draws, int count, Philox open, long offset, Span<uint> bits)
    {
        if (_limit >> 32 != 0)
        {
            bits[..KeptBits.Words(count)].Fill(uint.MaxValue);
            return;
        }

        var upper = Vector256.Create((ushort)(_limit >> 16));
        var exact = (ushort)_limit == 0;
        var i = 0;
        for (; i <= count - KeptBits.Word; i += KeptBits.Word)
        {
            var (a, b) = (Vector256.Load(draws + i), Vector256.Load(draws + i + 16));
            var kept = Vector256.Narrow(Vector256.LessThan(a, upper), Vector256.LessThan(b, upper)).ExtractMostSignificantBits();
            if (!exact && (Vector256.Equals(a, upper) | Vector256.Equals(b, upper)) != Vector256<ushort>.Zero) kept = One(draws + i, KeptBits.Word, open, offset + i);
            bits[i / KeptBits.Word] = kept;
        }

        if (i < count) bits[i / KeptBits.Word] = One(draws + i, count - i, open, offset + i);
    }

    // A word, element by element.
    private uint One(ushort* draws, int count, Philox open, long offset)
    {
        var kept = 0u;
        for (var lane = 0; lane < count; lane++)
        {
            var number = (uint)draws[lane] << 16;
            if (draws[lane] == _limit >> 16) number |= (ushort)open.Bits(offset + lane);
            if (number < _limit) kept |= 1u << lane;
        }

        return kept;
    }
}
