using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>The passes of a radix selection over a block.</summary>
internal static unsafe class SelectionKernels
{
    /// <summary>Tables a histogram is spread over, so that equal neighbours do not wait for each other's sum.</summary>
    public const int Ways = 2;

    /// <summary>Elements <see cref="Collect"/> takes at a time at most.</summary>
    public const int ChunkLength = 1024;

    /// <summary>Room <see cref="Collect"/> needs for what it finds in a chunk.</summary>
    public const int HitsLength = ChunkLength + 16;

    /// <summary>Counts the upper halves of the keys into <paramref name="table"/>: <see cref="Ways"/> tables behind each other.</summary>
    public static void CountHigh(SortKey key, uint* values, int count, uint* table)
    {
        if (key.Signed) CountSigned(values, count, table);
        else CountMagnitudes(values, count, table);
    }

    /// <summary>Number of elements with a magnitude of these bits.</summary>
    public static int CountMagnitude(ReadOnlySpan<float> values, uint magnitude)
    {
        var found = 0;
        var bits = BitConverter.UInt32BitsToSingle(magnitude);
        fixed (float* pointer = values)
        {
            var done = Simd.Has512 ? CountMagnitude<Lanes512>(pointer, 0, values.Length, bits, ref found)
                : Simd.Has256 ? CountMagnitude<Lanes256>(pointer, 0, values.Length, bits, ref found)
                : CountMagnitude<Lanes128>(pointer, 0, values.Length, bits, ref found);
            CountMagnitude<Lanes1>(pointer, done, values.Length, bits, ref found);
        }

        return found;
    }

    /// <summary>
    /// Writes the elements whose bits under <paramref name="mask"/> are <paramref name="pattern"/>, in order, to <paramref name="hits"/> (of
    /// <see cref="HitsLength"/>) and returns their number.
    /// </summary>
    public static int Collect(float* values, int count, uint mask, uint pattern, float* hits)
    {
        var found = 0;
        var (maskLanes, patternLanes) = (BitConverter.UInt32BitsToSingle(mask), BitConverter.UInt32BitsToSingle(pattern));
        var done = Simd.Has512 ? Collect<Lanes512>(values, 0, count, maskLanes, patternLanes, hits, ref found)
            : Simd.Has256 ? Collect<Lanes256>(values, 0, count, maskLanes, patternLanes, hits, ref found)
            : Collect<Lanes128>(values, 0, count, maskLanes, patternLanes, hits, ref found);
        Collect<Lanes1>(values, done, count, maskLanes, patternLanes, hits, ref found);
        return found;
    }

    /// <summary>Number of elements with a magnitude of at most <paramref name="limit"/>; a NaN is none.</summary>
    public static int CountAtMost(ReadOnlySpan<float> values, float limit)
    {
        var found = 0;
        fixed (float* pointer = values)
        {
            var done = Simd.Has512 ? CountAtMost<Lanes512>(pointer, 0, values.Length, limit, ref found)
                : Simd.Has256 ? CountAtMost<Lanes256>(pointer, 0, values.Length, limit, ref found)
                : CountAtMost<Lanes128>(pointer, 0, values.Length, limit, ref found);
            CountAtMost<Lanes1>(pointer, done, values.Length, limit, ref found);
        }

        return found;
    }

    [MethodImpl(Simd.Kernel)]
    private static void CountMagnitudes(uint* values, int count, uint* table)
    {
        var second = table + 32768;
        var i = 0;
        for (; i <= count - 4; i += 4)
        {
            var a = Unsafe.ReadUnaligned<ulong>(values + i);
            var b = Unsafe.ReadUnaligned<ulong>(values + i + 2);
            table[(a >> 16) & 0x7FFF]++;
            second[(a >> 48) & 0x7FFF]++;
            table[(b >> 16) & 0x7FFF]++;
            second[(b >> 48) & 0x7FFF]++;
        }

        for (; i < count; i++) table[(values[i] >> 16) & 0x7FFF]++;
    }

    [MethodImpl(Simd.Kernel)]
    private static void CountSigned(uint* values, int count, uint* table)
    {
        var key = new SortKey(Signed: true);
        var second = table + 65536;
        var i = 0;
        for (; i <= count - 2; i += 2)
        {
            table[key.Of(values[i]) >> 16]++;
            second[key.Of(values[i + 1]) >> 16]++;
        }

        for (; i < count; i++) table[key.Of(values[i]) >> 16]++;
    }

    [MethodImpl(Simd.Kernel)]
    private static int CountMagnitude<TLanes>(float* values, int start, int count, float magnitude, ref int found)
        where TLanes : struct, ILanes<TLanes>
    {
        var wanted = TLanes.Create(magnitude);
        var (number, i) = (found, start);
        for (; i <= count - TLanes.Count; i += TLanes.Count) number += BitOperations.PopCount(TLanes.Bits(TLanes.SameBits(TLanes.Abs(TLanes.Load(values + i)), wanted)));
        found = number;
        return i;
    }

    [MethodImpl(Simd.Kernel)]
    private static int CountAtMost<TLanes>(float* values, int start, int count, float limit, ref int found)
        where TLanes : struct, ILanes<TLanes>
    {
        var most = TLanes.Create(limit);
        var (number, i) = (found, start);
        for (; i <= count - TLanes.Count; i += TLanes.Count)
            number += BitOperations.PopCount(TLanes.Bits(TLanes.GreaterThanOrEqual(most, TLanes.Abs(TLanes.Load(values + i)))));
        found = number;
        return i;
    }

    [MethodImpl(Simd.Kernel)]
    private static int Collect<TLanes>(float* values, int start, int count, float mask, float pattern, float* hits, ref int found)
        where TLanes : struct, ILanes<TLanes>
    {
        var (maskLanes, patternLanes) = (TLanes.Create(mask), TLanes.Create(pattern));
        var (number, i) = (found, start);
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            var value = TLanes.Load(values + i);
            number += TLanes.Compress(TLanes.SameBits(value & maskLanes, patternLanes), value, hits + number);
        }

        found = number;
        return i;
    }
}
