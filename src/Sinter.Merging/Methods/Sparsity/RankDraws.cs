using System.Buffers;
using System.Runtime.CompilerServices;
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
    // Of a block, that are on the stack.
    private const int FewWords = 1024;

    /// <summary>Writes the bits of a block's whole rows, of at least two elements each; takes scratch space 0, 1 and 3.</summary>
    /// <param name="block">The block.</param>
    /// <param name="model">Whose task vector.</param>
    /// <param name="rowLength">Elements of a row.</param>
    /// <param name="lowest">Probability of the smallest magnitude.</param>
    /// <param name="epsilon">Half the way to that of the largest.</param>
    /// <param name="bits">Where they go.</param>
    [SkipLocalsInit]
    public void Choose(in Block block, int model, int rowLength, double lowest, double epsilon, Span<uint> bits)
    {
        var words = KeptBits.Words(block.Length);
        uint[]? rented = null;
        var open = words <= FewWords ? stackalloc uint[FewWords] : rented = ArrayPool<uint>.Shared.Rent(words);
        fixed (uint* isOpenWords = open, bit = bits)
        {
            new BernoulliBits(2 * epsilon).Fill(isOpen.Digits, isOpen.More, block.Offset, block.Length, new(isOpenWords, words));
            var closed = 1 - (2 * epsilon);
            new BernoulliBits(closed > 0 ? lowest / closed : 0).Fill(isKept.Digits, isKept.More, block.Offset, block.Length, bits);
            var values = block.Pointer(1 + model);
            var (numbers, elements) = ((nint)block.ScratchPointer(1), (nint)block.ScratchPointer(3));
            var place = (int*)block.ScratchPointer(0);
            var count = SetBits.Collect(isOpenWords, words, values, (float*)place, (float*)elements);
            for (int row = 0, first = 0; first < count; row += rowLength)
            {
                var opened = Below(new(place + first, count - first), row + rowLength);
                var number = (uint*)numbers + first;
                others.FillBits(block.Offset + row, new(number, opened));
                RankComparison.Draw(number, place + first, (int*)elements + first, opened, row, rowLength);
                first += opened;
            }

            RankComparison.Fetch(values, (int*)numbers, count);
            RankComparison.Compare((int*)numbers, (int*)elements, count);
            RankComparison.Take((byte*)elements, isOpenWords, bit, words);
        }

        if (rented is not null) ArrayPool<uint>.Shared.Return(rented);
    }

    // How many of ascending numbers are below a limit.
    private static int Below(ReadOnlySpan<int> numbers, int limit)
    {
        var found = numbers.BinarySearch(limit);
        return found < 0 ? ~found : found;
    }
}
