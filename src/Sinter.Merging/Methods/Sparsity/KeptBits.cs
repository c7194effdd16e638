using System.Numerics;
using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Which elements of a block are kept, one bit each, element 0 lowest in the first word.</summary>
internal static unsafe class KeptBits
{
    /// <summary>Elements of a word.</summary>
    public const int Word = 32;

    private static readonly NativeBuffer<uint> LaneBits = MakeLaneBits();

    /// <summary>The bit of each element of a word, in each <see cref="Order"/>, as bits of floats.</summary>
    public static float* Lanes => (float*)LaneBits.Pointer;

    /// <summary>The number of an order of elements in <see cref="Lanes"/>: 0, their own, or that of vectors of some lanes between which elements alternate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Order(int lanes, bool alternates) => alternates && lanes > 1 ? BitOperations.Log2((uint)lanes) - 1 : 0;

    /// <summary>Where the bits of a pair of vectors are in <see cref="Lanes"/>: pair 0 or 1 of those from element i on, a multiple of four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PairPlace<TLanes, TFormat>(int i, int pair)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat =>
        (Word * Order(TLanes.Count, TFormat.Alternates)) + (4 * TLanes.Count >= Word ? pair * 2 * TLanes.Count % Word : (int)((uint)i % Word) + (pair * 2 * TLanes.Count));

    /// <summary>The number of its word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint PairWord<TLanes>(int i, int pair)
        where TLanes : struct, ILanes<TLanes> => ((uint)i / Word) + (nuint)(pair * 2 * TLanes.Count / Word);

    /// <summary>The bits of a pair of vectors in all lanes, and where those of its lanes are: of <see cref="Lanes"/>, pair 0 or 1 of those from element i on, a multiple of four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Pair<TLanes, TFormat>(uint* words, float* laneBits, int i, int pair, out float* lanes)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
        lanes = laneBits + PairPlace<TLanes, TFormat>(i, pair);
        return TLanes.LoadSame((float*)words + PairWord<TLanes>(i, pair));
    }

    /// <summary>Words that hold a number of elements.</summary>
    public static int Words(int elements) => (elements + Word - 1) / Word;

    /// <summary>Keeps where uniform &lt; probability.</summary>
    public static void Fill(ReadOnlySpan<float> uniforms, float probability, Span<uint> bits)
    {
        fixed (float* uniform = uniforms) Pack(new BelowOne(uniform, probability), uniforms.Length, bits);
    }

    /// <summary>Keeps where uniform &lt; its probability.</summary>
    public static void Fill(ReadOnlySpan<float> uniforms, ReadOnlySpan<float> probabilities, Span<uint> bits)
    {
        fixed (float* uniform = uniforms, probability = probabilities) Pack(new BelowEach(uniform, probability), uniforms.Length, bits);
    }

    /// <summary>Keeps where value &gt; bound.</summary>
    public static void FillAbove(ReadOnlySpan<float> values, float bound, Span<uint> bits)
    {
        fixed (float* value = values) Pack(new Above(value, bound), values.Length, bits);
    }

    /// <summary>x ← x · factor where the element is kept, else 0.</summary>
    public static void Apply(Span<float> values, ReadOnlySpan<uint> bits, float factor) => Apply(values, bits, factor, values);

    /// <summary>result ← value · factor where the element is kept, else 0; both have the same length.</summary>
    public static void Apply(ReadOnlySpan<float> values, ReadOnlySpan<uint> bits, float factor, Span<float> result)
    {
        fixed (float* source = values, target = result)
        fixed (uint* words = bits)
        {
            if (Simd.Has512) Apply<Lanes512>(source, values.Length, words, factor, Lanes, target);
            else if (Simd.Has256) Apply<Lanes256>(source, values.Length, words, factor, Lanes, target);
            else Apply<Lanes128>(source, values.Length, words, factor, Lanes, target);
        }
    }

    private static NativeBuffer<uint> MakeLaneBits()
    {
        int[] vectors = [1, 4, 8, 16];
        var bits = new NativeBuffer<uint>(vectors.Length * Word);
        for (var order = 0; order < vectors.Length; order++)
            for (var place = 0; place < Word; place++) bits.Span[(order * Word) + place] = 1u << Element(place, vectors[order]);
        return bits;
    }

    private static bool IsKept(uint* words, int i) => (words[i / Word] >> (i % Word) & 1) != 0;

    private static void Pack<TTest>(TTest test, int count, Span<uint> bits)
        where TTest : struct, ITest
    {
        fixed (uint* words = bits)
        {
            if (Simd.Has512) Pack<Lanes512, TTest>(test, count, words);
            else if (Simd.Has256) Pack<Lanes256, TTest>(test, count, words);
            else Pack<Lanes128, TTest>(test, count, words);
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void Pack<TLanes, TTest>(TTest test, int count, uint* words)
        where TLanes : struct, ILanes<TLanes>
        where TTest : struct, ITest
    {
        var i = 0;
        for (; i <= count - Word; i += Word)
        {
            var word = 0u;
            for (var lane = 0; lane < Word; lane += TLanes.Count) word |= TLanes.Bits(test.At<TLanes>(i + lane)) << lane;
            words[i / Word] = word;
        }

        if (i == count) return;
        var last = 0u;
        for (var lane = 0; lane < count - i; lane++) last |= Lanes1.Bits(test.At<Lanes1>(i + lane)) << lane;
        words[i / Word] = last;
    }

    [MethodImpl(Simd.Kernel)]
    private static void Apply<TLanes>(float* values, int count, uint* words, float factor, float* laneBits, float* result)
        where TLanes : struct, ILanes<TLanes>
    {
        var scale = TLanes.Create(factor);
        var i = 0;
        for (; i <= count - Word; i += Word)
        {
            var word = TLanes.Create(((float*)words)[i / Word]);
            for (var lane = 0; lane < Word; lane += TLanes.Count) TLanes.KeepBits(word, laneBits + lane, TLanes.Load(values + i + lane) * scale).Store(result + i + lane);
        }

        for (; i < count; i++) result[i] = IsKept(words, i) ? values[i] * factor : 0;
    }

    private interface ITest
    {
        TLanes At<TLanes>(int i)
            where TLanes : struct, ILanes<TLanes>;
    }

    private readonly struct BelowOne(float* uniforms, float probability) : ITest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TLanes>(int i)
            where TLanes : struct, ILanes<TLanes> => TLanes.GreaterThan(TLanes.Create(probability), TLanes.Load(uniforms + i));
    }

    private readonly struct BelowEach(float* uniforms, float* probabilities) : ITest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TLanes>(int i)
            where TLanes : struct, ILanes<TLanes> => TLanes.GreaterThan(TLanes.Load(probabilities + i), TLanes.Load(uniforms + i));
    }

    private readonly struct Above(float* values, float bound) : ITest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TLanes>(int i)
            where TLanes : struct, ILanes<TLanes> => TLanes.GreaterThan(TLanes.Load(values + i), TLanes.Create(bound));
    }

    // Which element is at a place of pairs of vectors that take elements in turn.
    private static int Element(int place, int lanes)
    {
        var (pair, within) = (place / (2 * lanes), place % (2 * lanes));
        return (pair * 2 * lanes) + (2 * (within % lanes)) + (within / lanes);
    }
}
