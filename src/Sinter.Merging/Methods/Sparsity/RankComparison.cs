using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Compares elements of a row with others drawn at random, and turns the answers into <see cref="KeptBits"/>.</summary>
internal static unsafe class RankComparison
{
    private const uint Magnitude = 0x7FFFFFFF;

    /// <summary>Sets result[i] to 255 where element i of a row beats another one, else to 0.</summary>
    /// <param name="row">The row's bits.</param>
    /// <param name="length">Its length, at least 2.</param>
    /// <param name="places">The elements to be compared, as <paramref name="first"/> + i.</param>
    /// <param name="first">Number of the row's first element.</param>
    /// <param name="count">How many are compared.</param>
    /// <param name="numbers">One random number each.</param>
    /// <param name="result">The answers.</param>
    [MethodImpl(Simd.Kernel)]
    public static void Compare(uint* row, int length, int* places, int first, int count, uint* numbers, byte* result)
    {
        var others = (ulong)(length - 1);
        for (var k = 0; k < count; k++)
        {
            // Signs of differences instead of comparisons, which would become branches that nobody can predict.
            var element = (long)(places[k] - first);
            var drawn = (long)(numbers[k] * others >> 32);
            var isBefore = (drawn - element) >>> 63;
            // Of the others, in their order: those behind the element have a place more in the row.
            var other = (long)(row[drawn + 1 - isBefore] & Magnitude);
            result[element] = (byte)((other - ((row[element] & Magnitude) + isBefore)) >> 63);
        }
    }

    /// <summary>Sets the bits of <paramref name="open"/> elements to the answers; without branches, 32 at a time.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Take(byte* answers, uint* open, uint* bits, int words)
    {
        for (var word = 0; word < words; word++)
            bits[word] = (bits[word] & ~open[word]) | Vector256.Load(answers + (word * KeptBits.Word)).ExtractMostSignificantBits();
    }
}
