using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Compares elements of rows with others of their row that are drawn at random, and turns the answers into <see cref="KeptBits"/>. Without branches, which nobody could predict.</summary>
internal static unsafe class RankComparison
{
    private const int Magnitude = 0x7FFFFFFF;
    private const int Lanes = 8;

    /// <summary>
    /// Replaces random numbers by places of other elements of a row, and elements' bits by the number that the other's magnitude must be below: their magnitude, or one more where the other
    /// comes before, which then loses when both are alike.
    /// </summary>
    /// <param name="numbers">The numbers, one an element.</param>
    /// <param name="places">The elements' places.</param>
    /// <param name="elements">Their bits.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="first">Place of the row's first element.</param>
    /// <param name="length">Length of the row, at least 2.</param>
    [MethodImpl(Simd.Kernel)]
    public static void Draw(uint* numbers, int* places, int* elements, int count, int first, int length)
    {
        var others = (uint)(length - 1);
        var k = 0;
        for (; Avx2.IsSupported && k <= count - Lanes; k += Lanes)
        {
            var number = Vector256.Load(numbers + k);
            var even = Avx2.Multiply(number, Vector256.Create(others)) >>> 32;
            var odd = Avx2.Multiply((number.AsUInt64() >>> 32).AsUInt32(), Vector256.Create(others));
            var drawn = Avx2.Blend(even.AsInt32(), odd.AsInt32(), 0b10101010) + Vector256.Create(first);
            var isBefore = Vector256.GreaterThan(Vector256.Load(places + k), drawn);
            (drawn + Vector256<int>.One + isBefore).Store((int*)numbers + k);
            ((Vector256.Load(elements + k) & Vector256.Create(Magnitude)) - isBefore).Store(elements + k);
        }

        for (; k < count; k++)
        {
            // Of the others, in their order: those behind the element have a place more in the row.
            var drawn = first + (int)((ulong)numbers[k] * others >> 32);
            var isBefore = (drawn - places[k]) >> 31;
            ((int*)numbers)[k] = drawn + 1 + isBefore;
            elements[k] = (elements[k] & Magnitude) - isBefore;
        }
    }

    /// <summary>Replaces places by the elements there.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Fetch(float* values, int* places, int count)
    {
        // Copied as integers; a gathering instruction is no faster on most machines.
        var bits = (int*)values;
        var k = 0;
        for (; k <= count - 4; k += 4)
        {
            var (a, b, c, d) = (bits[places[k]], bits[places[k + 1]], bits[places[k + 2]], bits[places[k + 3]]);
            places[k] = a;
            places[k + 1] = b;
            places[k + 2] = c;
            places[k + 3] = d;
        }

        for (; k < count; k++) places[k] = bits[places[k]];
    }

    /// <summary>Writes a bit a comparison, the first lowest in the first byte, over the elements: set where the other's magnitude is below the element's number.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Compare(int* others, int* elements, int count)
    {
        var answers = (byte*)elements;
        var k = 0;
        for (; k <= count - Lanes; k += Lanes)
        {
            var isBelow = Vector256.GreaterThan(Vector256.Load(elements + k), Vector256.Load(others + k) & Vector256.Create(Magnitude));
            answers[k / Lanes] = (byte)isBelow.ExtractMostSignificantBits();
        }

        if (k == count) return;
        var last = 0;
        for (var i = k; i < count; i++) last |= (elements[i] > (others[i] & Magnitude) ? 1 : 0) << (i - k);
        answers[k / Lanes] = (byte)last;
    }

    /// <summary>Sets the bits of <paramref name="open"/> elements to the answers, in order; eight bytes behind these may be read.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Take(byte* answers, uint* open, uint* bits, int words)
    {
        var place = 0;
        for (var word = 0; word < words; word++)
        {
            var mask = open[word];
            var its = (uint)(Unsafe.ReadUnaligned<ulong>(answers + (place / Lanes)) >> (place % Lanes));
            bits[word] = (bits[word] & ~mask) | Deposit(its, mask);
            place += BitOperations.PopCount(mask);
        }
    }

    // The lowest bits at the places of a mask.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Deposit(uint bits, uint mask)
    {
        if (Bmi2.IsSupported) return Bmi2.ParallelBitDeposit(bits, mask);
        var result = 0u;
        for (; mask != 0; mask &= mask - 1, bits >>= 1) result |= (0 - (bits & 1)) & mask & (0 - mask);
        return result;
    }
}
