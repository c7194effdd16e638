namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public unsafe class PairTests
{
    private const int Most = 2 * 16;

    [Fact]
    public void A_pair_holds_two_vectors_of_elements_in_the_order_its_format_says()
    {
        Check<Lanes1>();
        Check<Lanes128>();
        if (Simd.Has256) Check<Lanes256>();
        if (Simd.Has512) Check<Lanes512>();
    }

    [Fact]
    public void A_pair_of_finite_values_is_stored_as_they_are_one_by_one()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var values = Samples.AnyBits(Most, seed);
            for (var i = 0; i < Most; i++)
                if (!(MathF.Abs(values[i]) <= ElementConversion.LargestFinite(ElementType.BF16))) values[i] = i * 0.37f;
            CheckStore<Lanes1>(values);
            CheckStore<Lanes128>(values);
            if (Simd.Has256) CheckStore<Lanes256>(values);
            if (Simd.Has512) CheckStore<Lanes512>(values);
        }
    }

    private static void Check<TLanes>()
        where TLanes : struct, ILanes<TLanes>
    {
        Check<TLanes, BFloat16Format>(ElementType.BF16);
        Check<TLanes, Float16Format>(ElementType.F16);
        Check<TLanes, Float32Format>(ElementType.F32);
    }

    private static void Check<TLanes, TFormat>(ElementType type)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
        float[] values = [.. Enumerable.Range(1, 2 * TLanes.Count).Select(static i => (float)i)];
        var stored = new byte[values.Length * type.Size()];
        ElementConversion.FromSingle(type, values, stored);
        var loaded = new float[values.Length];
        var again = new byte[stored.Length];
        fixed (byte* source = stored, target = again)
        fixed (float* result = loaded)
        {
            var first = TFormat.LoadPair<TLanes>(source, out var second);
            first.Store(result);
            second.Store(result + TLanes.Count);
            var same = TFormat.LoadPair(source, LaneConstants.UpperHalves<TLanes>(), out TLanes sameSecond);
            TLanes.BitsOfSame(first, same).ShouldBe(TLanes.BitsOfSame(sameSecond, second));
            TLanes.BitsOfSame(first, same).ShouldBe(TLanes.BitsOfSame(first, first));
            TFormat.StoreFinitePair(first, second, target);
        }

        float[] expected = TFormat.Alternates ? [.. values.Where(static (_, i) => i % 2 == 0), .. values.Where(static (_, i) => i % 2 == 1)] : values;
        loaded.ShouldBe(expected, $"{typeof(TLanes).Name} of {type}");
        again.ShouldBe(stored);
    }

    private static void CheckStore<TLanes>(float[] values)
        where TLanes : struct, ILanes<TLanes>
    {
        var (pair, single) = (new ushort[2 * TLanes.Count], new ushort[2 * TLanes.Count]);
        fixed (float* source = values)
        fixed (ushort* both = pair, one = single)
        {
            TLanes.StoreFiniteBFloat16Pair(TLanes.Load(source), TLanes.Load(source + TLanes.Count), both);
            for (var i = 0; i < TLanes.Count; i++)
            {
                Lanes1.Load(source + i).StoreBFloat16(one + (2 * i));
                Lanes1.Load(source + TLanes.Count + i).StoreBFloat16(one + (2 * i) + 1);
            }
        }

        pair.ShouldBe(single, typeof(TLanes).Name);
    }
}
