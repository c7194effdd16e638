using System.Runtime.InteropServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// <see cref="KeptBits"/> that are set with a probability lowest + 2ε r / (n − 1), r = 0 .. n − 1 being the rank of an element's magnitude in its row of n, without finding ranks. With
/// probability 2ε an element is left open: then it is compared with one of the n − 1 others, drawn with equal chances, and kept if it is the larger one, or as large and the later one,
/// which r of them let it be. Else it is kept with probability lowest / (1 − 2ε). Elements are independent of each other, and a probability is met to 2⁻³¹.
/// </summary>
/// <param name="isOpen">Two streams for <see cref="BernoulliBits"/>: whether an element is left open.</param>
/// <param name="isKept">Two more: whether it is kept if not.</param>
/// <param name="others">Which other one it is compared with: the k-th open element of a row takes the number of the row's element k.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct RankDraws((Philox Digits, Philox More) isOpen, (Philox Digits, Philox More) isKept, Philox others)
{
    /// <summary>Writes the bits of a block's whole rows, of at least two elements each; takes scratch space 0, 1 and 3.</summary>
    /// <param name="block">The block.</param>
    /// <param name="model">Whose task vector.</param>
    /// <param name="rowLength">Elements of a row.</param>
    /// <param name="lowest">Probability of the smallest magnitude.</param>
    /// <param name="epsilon">Half the way to that of the largest.</param>
    /// <param name="bits">Where they go.</param>
    public void Choose(in Block block, int model, int rowLength, double lowest, double epsilon, Span<uint> bits)
    {
        var (count, words) = (block.Length, KeptBits.Words(block.Length));
        var place = block.ScratchPointer(0);
        var number = (uint*)block.ScratchPointer(1);
        var answers = (byte*)block.ScratchPointer(3);
        var open = (uint*)(answers + (words * KeptBits.Word));
        new BernoulliBits(2 * epsilon).Fill(isOpen.Digits, isOpen.More, block.Offset, count, new(open, words));
        var closed = 1 - (2 * epsilon);
        new BernoulliBits(closed > 0 ? lowest / closed : 0).Fill(isKept.Digits, isKept.More, block.Offset, count, bits);
        new Span<byte>(answers, words * KeptBits.Word).Clear();
        var places = new ReadOnlySpan<int>(place, SetBits.Places(open, words, place));
        for (int row = 0, first = 0; first < places.Length; row += rowLength)
        {
            var opened = Below(places[first..], row + rowLength);
            others.FillBits(block.Offset + row, new(number, opened));
            RankComparison.Compare((uint*)block.Pointer(1 + model) + row, rowLength, (int*)place + first, row, opened, number, answers + row);
            first += opened;
        }

        fixed (uint* word = bits) RankComparison.Take(answers, open, word, words);
    }

    // How many of ascending numbers are below a limit.
    private static int Below(ReadOnlySpan<int> numbers, int limit)
    {
        var found = numbers.BinarySearch(limit);
        return found < 0 ? ~found : found;
    }
}
