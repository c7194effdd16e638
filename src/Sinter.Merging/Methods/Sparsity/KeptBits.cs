using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Which elements of a block are kept, one bit each, element 0 lowest in the first word: from random numbers, and for sums and products.</summary>
internal static unsafe class KeptBits
{
    /// <summary>Elements of a word.</summary>
    public const int Word = 32;

    private static readonly uint[] LaneBits = [.. Enumerable.Range(0, 16).Select(static lane => 1u << lane)];

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

    /// <summary>Keeps where the uniform number made of random bits, their lower 24 · 2⁻²⁴, &lt; probability; no number is made.</summary>
    public static void FillFromBits(ReadOnlySpan<uint> random, float probability, Span<uint> bits)
    {
        fixed (uint* number = random) Pack(new RandomBelow((float*)number, probability), random.Length, bits);
    }

    /// <summary>x ← x · factor where the element is kept, else 0.</summary>
    public static void Apply(Span<float> values, ReadOnlySpan<uint> bits, float factor)
    {
        fixed (float* pointer = values)
        fixed (uint* lanes = LaneBits, words = bits)
        {
            if (Simd.Has512) Apply<Lanes512>(pointer, values.Length, words, factor, (float*)lanes);
            else if (Simd.Has256) Apply<Lanes256>(pointer, values.Length, words, factor, (float*)lanes);
            else Apply<Lanes128>(pointer, values.Length, words, factor, (float*)lanes);
        }
    }

    /// <summary>Σ |x| of all elements and of those kept, both with the bits of <see cref="BlockSums.OfMagnitudes"/>.</summary>
    public static (double All, double Kept) SumMagnitudes(ReadOnlySpan<float> values, ReadOnlySpan<uint> bits)
    {
        var sums = stackalloc double[2 * BlockSums.LaneCount];
        var done = values.Length / Word * Word;
        fixed (float* pointer = values)
        fixed (uint* lanes = LaneBits, words = bits)
        {
            if (Simd.Has512) Sum<Lanes512, DoubleLanes512>(pointer, done, words, (float*)lanes, sums);
            else if (Simd.Has256) Sum<Lanes256, DoubleLanes256>(pointer, done, words, (float*)lanes, sums);
            else Sum<Lanes128, DoubleLanes128>(pointer, done, words, (float*)lanes, sums);
            for (var i = done; i < values.Length; i++)
            {
                sums[i - done] += Math.Abs((double)pointer[i]);
                if (IsKept(words, i)) sums[BlockSums.LaneCount + i - done] += Math.Abs((double)pointer[i]);
            }
        }

        return (BlockSums.AddLanes(sums), BlockSums.AddLanes(sums + BlockSums.LaneCount));
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
    private static void Apply<TLanes>(float* values, int count, uint* words, float factor, float* laneBits)
        where TLanes : struct, ILanes<TLanes>
    {
        var scale = TLanes.Create(factor);
        var bits = TLanes.Load(laneBits);
        var i = 0;
        for (; i <= count - Word; i += Word)
            for (var lane = 0; lane < Word; lane += TLanes.Count) (TLanes.Load(values + i + lane) * scale & Kept(words[i / Word] >> lane, bits)).Store(values + i + lane);
        for (; i < count; i++) values[i] = IsKept(words, i) ? values[i] * factor : 0;
    }

    // As in BlockSums: a wider machine takes more lanes at a time, the sums are the same. What is kept goes through a little memory to be widened.
    [MethodImpl(Simd.Kernel)]
    private static void Sum<TLanes, TDoubles>(float* values, int count, uint* words, float* laneBits, double* sums)
        where TLanes : struct, ILanes<TLanes>
        where TDoubles : struct, IDoubleLanes<TDoubles>
    {
        var kept = stackalloc float[Word];
        var bits = TLanes.Load(laneBits);
        var step = TDoubles.Count;
        for (var first = 0; first < BlockSums.LaneCount; first += 4 * step)
        {
            TDoubles a0 = TDoubles.Zero, a1 = TDoubles.Zero, a2 = TDoubles.Zero, a3 = TDoubles.Zero;
            TDoubles k0 = TDoubles.Zero, k1 = TDoubles.Zero, k2 = TDoubles.Zero, k3 = TDoubles.Zero;
            for (var i = 0; i < count; i += Word)
            {
                var word = words[i / Word] >> first;
                var source = values + i + first;
                for (var lane = 0; lane < 4 * step; lane += TLanes.Count)
                    (TLanes.Load(source + lane) & Kept(word >> lane, bits)).Store(kept + lane);
                a0 += TDoubles.Abs(TDoubles.Load(source));
                a1 += TDoubles.Abs(TDoubles.Load(source + step));
                a2 += TDoubles.Abs(TDoubles.Load(source + (2 * step)));
                a3 += TDoubles.Abs(TDoubles.Load(source + (3 * step)));
                k0 += TDoubles.Abs(TDoubles.Load(kept));
                k1 += TDoubles.Abs(TDoubles.Load(kept + step));
                k2 += TDoubles.Abs(TDoubles.Load(kept + (2 * step)));
                k3 += TDoubles.Abs(TDoubles.Load(kept + (3 * step)));
            }

            a0.Store(sums + first);
            a1.Store(sums + first + step);
            a2.Store(sums + first + (2 * step));
            a3.Store(sums + first + (3 * step));
            k0.Store(sums + BlockSums.LaneCount + first);
            k1.Store(sums + BlockSums.LaneCount + first + step);
            k2.Store(sums + BlockSums.LaneCount + first + (2 * step));
            k3.Store(sums + BlockSums.LaneCount + first + (3 * step));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Kept<TLanes>(uint word, TLanes laneBits)
        where TLanes : struct, ILanes<TLanes> => TLanes.SameBits(TLanes.Create(BitConverter.UInt32BitsToSingle(word)) & laneBits, laneBits);

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

    // To compare with 2²⁴ times the probability is to compare the number with the probability: both products are exact.
    private readonly struct RandomBelow(float* random, float probability) : ITest
    {
        private readonly float _limit = probability * (1 << 24);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes At<TLanes>(int i)
            where TLanes : struct, ILanes<TLanes>
        {
            var number = TLanes.FromInteger(TLanes.Load(random + i) & TLanes.Create(BitConverter.UInt32BitsToSingle(0x00FFFFFF)));
            return TLanes.GreaterThan(TLanes.Create(_limit), number);
        }
    }
}
