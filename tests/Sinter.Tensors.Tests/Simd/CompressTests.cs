using System.Numerics;

namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public unsafe class CompressTests
{
    private const float Untouched = -1;

    [Fact]
    public void The_lanes_of_a_mask_are_stored_side_by_side_in_their_order()
    {
        Check<Lanes1>();
        Check<Lanes128>();
        if (Simd.Has256) Check<Lanes256>();
        if (Simd.Has512) Check<Lanes512>();
    }

    private static void Check<TLanes>()
        where TLanes : struct, ILanes<TLanes>
    {
        var (values, limits, stored) = (new float[TLanes.Count], new float[TLanes.Count], new float[TLanes.Count + 1]);
        var one = TLanes.Create(BitConverter.UInt32BitsToSingle(1));
        for (var i = 0; i < values.Length; i++) values[i] = 10 + i;
        for (var set = 0u; set < 1u << TLanes.Count; set++)
        {
            for (var i = 0; i < limits.Length; i++) limits[i] = (set >> i & 1) != 0 ? values[i] : 100;
            fixed (float* value = values, limit = limits, target = stored)
            {
                stored.AsSpan().Fill(Untouched);
                var lanes = TLanes.Load(value);
                TLanes.Compress(TLanes.GreaterThanOrEqual(lanes, TLanes.Load(limit)), lanes, target).ShouldBe(BitOperations.PopCount(set));
                CheckStored(set, values, stored);

                TLanes.BitsOfAtMost(TLanes.Load(limit), lanes).ShouldBe(set);
                TLanes.BitsOfAtMostOrGreater(TLanes.Load(limit), TLanes.Create(12), lanes, TLanes.SubtractIntegers(TLanes.Load(limit), one)).ShouldBe(set);

                stored.AsSpan().Fill(Untouched);
                TLanes.CompressBits(set | (uint.MaxValue << TLanes.Count), lanes, target).ShouldBe(BitOperations.PopCount(set));
                CheckStored(set, values, stored);
            }
        }
    }

    private static void CheckStored(uint set, float[] values, float[] stored)
    {
        var place = 0;
        for (var i = 0; i < values.Length; i++)
            if ((set >> i & 1) != 0 && stored[place++] != values[i]) Assert.Fail($"{values.Length} lanes, set {set}: {stored[place - 1]} instead of {values[i]}");
        stored[^1].ShouldBe(Untouched);
    }
}
