using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>The numbers of the bits that are set, and the elements there.</summary>
internal static unsafe class SetBits
{
    private const int Piece = 1024;
    private static readonly int[] Numbers = [.. Enumerable.Range(0, Piece)];

    /// <summary>
    /// Writes the numbers of the bits that are set, ascending, as integers to <paramref name="places"/>, and the elements there to <paramref name="elements"/>; both need room for 16 more.
    /// Returns how many there are.
    /// </summary>
    public static int Collect(uint* bits, int words, float* values, float* places, float* elements)
    {
        var found = 0;
        fixed (int* numbers = Numbers)
        {
            for (var first = 0; first < words; first += Piece / KeptBits.Word)
            {
                var (number, start) = (Math.Min(Piece / KeptBits.Word, words - first), found);
                found = Simd.Has512 ? Collect<Lanes512>(bits + first, number, (float*)numbers, values + (first * KeptBits.Word), places, elements, found)
                    : Simd.Has256 ? Collect<Lanes256>(bits + first, number, (float*)numbers, values + (first * KeptBits.Word), places, elements, found)
                    : Collect<Lanes128>(bits + first, number, (float*)numbers, values + (first * KeptBits.Word), places, elements, found);
                var its = new Span<int>(places + start, found - start);
                TensorPrimitives.Add(its, first * KeptBits.Word, its);
            }
        }

        return found;
    }

    [MethodImpl(Simd.Kernel)]
    private static int Collect<TLanes>(uint* bits, int words, float* numbers, float* values, float* places, float* elements, int found)
        where TLanes : struct, ILanes<TLanes>
    {
        for (var word = 0; word < words; word++, numbers += KeptBits.Word, values += KeptBits.Word)
        {
            var set = bits[word];
            for (var lane = 0; lane < KeptBits.Word; lane += TLanes.Count)
            {
                TLanes.CompressBits(set >> lane, TLanes.Load(values + lane), elements + found);
                found += TLanes.CompressBits(set >> lane, TLanes.Load(numbers + lane), places + found);
            }
        }

        return found;
    }
}
