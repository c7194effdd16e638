using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>The numbers of the bits that are set.</summary>
internal static unsafe class SetBits
{
    private const int Piece = 1024;
    private static readonly int[] Numbers = [.. Enumerable.Range(0, Piece)];

    /// <summary>Writes the numbers of the bits that are set, ascending, as integers to <paramref name="places"/>, which needs room for 16 more, and returns how many there are.</summary>
    public static int Places(uint* bits, int words, float* places)
    {
        var found = 0;
        fixed (uint* lanes = KeptBits.LaneBits)
        fixed (int* numbers = Numbers)
        {
            for (var first = 0; first < words; first += Piece / KeptBits.Word)
            {
                var (number, start) = (Math.Min(Piece / KeptBits.Word, words - first), found);
                found = Simd.Has512 ? Collect<Lanes512>(bits + first, number, (float*)lanes, (float*)numbers, places, found)
                    : Simd.Has256 ? Collect<Lanes256>(bits + first, number, (float*)lanes, (float*)numbers, places, found)
                    : Collect<Lanes128>(bits + first, number, (float*)lanes, (float*)numbers, places, found);
                var its = new Span<int>(places + start, found - start);
                TensorPrimitives.Add(its, first * KeptBits.Word, its);
            }
        }

        return found;
    }

    [MethodImpl(Simd.Kernel)]
    private static int Collect<TLanes>(uint* bits, int words, float* laneBits, float* numbers, float* places, int found)
        where TLanes : struct, ILanes<TLanes>
    {
        for (var word = 0; word < words; word++, numbers += KeptBits.Word)
        {
            var set = TLanes.Create(((float*)bits)[word]);
            for (var lane = 0; lane < KeptBits.Word; lane += TLanes.Count)
            {
                var wanted = TLanes.Load(laneBits + lane);
                found += TLanes.Compress(TLanes.SameBits(set & wanted, wanted), TLanes.Load(numbers + lane), places + found);
            }
        }

        return found;
    }
}
