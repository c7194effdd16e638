using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// <see cref="KeptBits"/> that are set with a probability. An element is compared with the probability's binary digits, one random bit after the other, until they differ: all elements of a
/// word at once, and never more digits than the probability has. The one in 256 that eight digits leave open gets 24 more bits from a second stream, so that the probability is met to
/// 2⁻³² at a quarter of the price of a 32-bit number an element, and a probability of 1/2 at a thirty-second.
/// </summary>
internal readonly unsafe struct BernoulliBits
{
    /// <summary>Elements that are drawn for at a time, from a multiple of this on: what they take stays in the first-level cache.</summary>
    public const int Part = 4096;

    /// <summary>Digits that are compared for all elements.</summary>
    public const int Digits = 8;

    private const int Words = Part / KeptBits.Word;

    // Kept is what lies below, of 2³².
    private readonly ulong _limit;

    /// <param name="probability">In 0 .. 1; the next multiple of 2⁻³² from above is used.</param>
    public BernoulliBits(double probability) => _limit = (ulong)Math.Ceiling(Math.Clamp(probability, 0, 1) * (1L << 32));

    /// <summary>Whether few digits are compared: then drawing again costs less than memory.</summary>
    public bool IsCheap => Planes <= Digits / 2;

    private int Planes => Math.Min(Digits, 32 - Math.Min(32, BitOperations.TrailingZeroCount((uint)_limit)));

    private bool LeavesOpen => (_limit & ((1u << (32 - Digits)) - 1)) != 0;

    /// <summary>Writes the bits of the elements from <paramref name="offset"/> on.</summary>
    /// <param name="draws">A word for a digit of 32 elements: a part's first digits, then its second ones, with room for eight.</param>
    /// <param name="open">A word for each element that is left open: a part's first ones from its first element's number on.</param>
    /// <param name="offset">Which is the first element.</param>
    /// <param name="count">How many.</param>
    /// <param name="bits">Where they go.</param>
    [SkipLocalsInit]
    public void Fill(Philox draws, Philox open, long offset, int count, Span<uint> bits)
    {
        if (_limit >> 32 != 0)
        {
            bits[..KeptBits.Words(count)].Fill(uint.MaxValue);
            if (count % KeptBits.Word != 0) bits[count / KeptBits.Word] = (1u << (count % KeptBits.Word)) - 1;
            return;
        }

        var kept = stackalloc uint[Words];
        for (var part = offset / Part; part * Part < offset + count; part++)
        {
            var first = Math.Max(offset, part * Part);
            var last = Math.Min(offset + count, (part + 1) * Part);
            var to = (int)(first - offset);
            if (last - first == Part && to % KeptBits.Word == 0)
            {
                fixed (uint* target = bits[(to / KeptBits.Word)..]) Decide(draws, open, part, target);
                continue;
            }

            Decide(draws, open, part, kept);
            Copy(kept, (int)(first - part * Part), (int)(last - first), bits, to);
        }
    }

    [SkipLocalsInit]
    private void Decide(Philox draws, Philox open, long part, uint* kept)
    {
        var undecided = stackalloc uint[Words];
        var planes = stackalloc uint[Words * Digits];
        draws.FillBits(part * Words * Digits, new(planes, Words * Planes));
        Compare(planes, Planes, kept, undecided);
        if (LeavesOpen) DecideOpen(open, part, kept, undecided);
    }

    // Where all digits so far were equal, the next one decides: below a 1 lies a 0.
    [MethodImpl(Simd.Kernel)]
    private void Compare(uint* planes, int count, uint* kept, uint* undecided)
    {
        for (var word = 0; word < Words; word += Vector256<uint>.Count)
        {
            var (keeps, equal) = (Vector256<uint>.Zero, Vector256<uint>.AllBitsSet);
            for (var digit = 0; digit < count; digit++)
            {
                var drawn = Vector256.Load(planes + (digit * Words) + word);
                if ((_limit >> (31 - digit) & 1) != 0)
                {
                    keeps |= Vector256.AndNot(equal, drawn);
                    equal &= drawn;
                }
                else equal = Vector256.AndNot(equal, drawn);
            }

            keeps.Store(kept + word);
            equal.Store(undecided + word);
        }
    }

    [SkipLocalsInit]
    private void DecideOpen(Philox open, long part, uint* kept, uint* undecided)
    {
        var number = 0;
        for (var word = 0; word < Words; word++) number += BitOperations.PopCount(undecided[word]);
        var words = stackalloc uint[number];
        open.FillBits(part * Part, new(words, number));
        var rest = (uint)_limit & ((1u << (32 - Digits)) - 1);
        for (var word = 0; word < Words; word++)
        {
            for (var left = undecided[word]; left != 0; left &= left - 1)
                if (*words++ >> Digits < rest) kept[word] |= left & (0 - left);
        }
    }

    private static void Copy(uint* source, int from, int count, Span<uint> bits, int to)
    {
        if (from % KeptBits.Word == 0 && to % KeptBits.Word == 0)
        {
            var words = bits.Slice(to / KeptBits.Word, KeptBits.Words(count));
            new Span<uint>(source + from / KeptBits.Word, words.Length).CopyTo(words);
            if (count % KeptBits.Word != 0) words[^1] &= (1u << (count % KeptBits.Word)) - 1;
            return;
        }

        for (var i = 0; i < count; i++)
        {
            ref var word = ref bits[(to + i) / KeptBits.Word];
            if ((to + i) % KeptBits.Word == 0) word = 0;
            word |= (source[(from + i) / KeptBits.Word] >> ((from + i) % KeptBits.Word) & 1) << ((to + i) % KeptBits.Word);
        }
    }
}
