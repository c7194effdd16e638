namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public sealed unsafe class SelectedProductsTests
{
    // Sums of them with products are rounded.
    private static readonly float[] Values = [0, 1, -1.1f, 3.3f, -0.7f, 1e20f, -1e-30f, float.PositiveInfinity, float.NegativeInfinity, 2.9f, 5.1f, -6.3f, 7.7f, 8.9f, -9.1f, 0.3f];

    [Fact]
    public void What_is_selected_is_multiplied_and_added_up_in_every_width_and_what_is_dropped_leaves_no_trace()
    {
        Check<Lanes1>();
        Check<Lanes128>();
        if (Simd.Has256) Check<Lanes256>();
        if (Simd.Has512) Check<Lanes512>();
    }

    [Fact]
    public void Lanes_are_added_to_doubles_side_by_side()
    {
        CheckSums<Lanes1>();
        CheckSums<Lanes128>();
        if (Simd.Has256) CheckSums<Lanes256>();
        if (Simd.Has512) CheckSums<Lanes512>();
    }

    private static void Check<TLanes>()
        where TLanes : struct, ILanes<TLanes>
    {
        var laneBits = new float[TLanes.Count];
        for (var lane = 0; lane < laneBits.Length; lane++) laneBits[lane] = BitConverter.UInt32BitsToSingle(1u << lane);
        fixed (float* value = Values, lanes = laneBits)
        {
            foreach (var set in new[] { 0u, 0xFFFFu, 0x5A3Cu, 0xA5C3u })
            {
                var bits = TLanes.Create(BitConverter.UInt32BitsToSingle(set));
                var (values, factor, sum) = (TLanes.Load(value), TLanes.Create(1.7f), TLanes.Create(0.1f));
                // Greater where the bit is not set.
                var greater = TLanes.KeepBits(bits, lanes, TLanes.Create(1));
                var selects = (int lane) => (set >> lane & 1) != 0;
                Same(TLanes.MultiplyBits(bits, lanes, values, factor), lane => selects(lane) ? Values[lane] * 1.7f : 0);
                Same(TLanes.MultiplyUnlessGreater(TLanes.Create(0.5f), greater, values, factor), lane => selects(lane) ? Values[lane] * 1.7f : 0);
                Same(TLanes.AddBits(bits, TLanes.Load(lanes), sum, values), lane => selects(lane) ? 0.1f + Values[lane] : 0.1f);
                Same(TLanes.AddProductBits(bits, lanes, values, factor, sum), lane => selects(lane) ? MathF.FusedMultiplyAdd(Values[lane], 1.7f, 0.1f) : 0.1f);
                Same(
                    TLanes.AddProductUnlessGreater(TLanes.Create(0.5f), greater, values, factor, sum), lane => selects(lane) ? MathF.FusedMultiplyAdd(Values[lane], 1.7f, 0.1f) : 0.1f);
            }

            Same(TLanes.Abs(TLanes.Load(value), LaneConstants.Magnitude<TLanes>()), static lane => MathF.Abs(Values[lane]));
            Same(TLanes.CopySign(TLanes.Create(2.5f), TLanes.Load(value)), static lane => MathF.CopySign(2.5f, Values[lane]));
            // Nothing is greater than a NaN, and a NaN not greater than anything: it is not dropped.
            Same(TLanes.MultiplyUnlessGreater(TLanes.Create(1), TLanes.Create(float.NaN), TLanes.Create(float.NaN), TLanes.Create(0)), static _ => float.NaN);
        }
    }

    private static void CheckSums<TLanes>()
        where TLanes : struct, ILanes<TLanes>
    {
        var sums = new double[TLanes.Count + 1];
        for (var i = 0; i < sums.Length; i++) sums[i] = i + 0.5;
        fixed (double* sum = sums)
        fixed (float* value = Values) TLanes.Load(value).AddTo(sum);
        for (var i = 0; i < TLanes.Count; i++) sums[i].ShouldBe(i + 0.5 + Values[i]);
        sums[^1].ShouldBe(TLanes.Count + 0.5);
    }

    private static void Same<TLanes>(TLanes lanes, Func<int, float> expected)
        where TLanes : struct, ILanes<TLanes>
    {
        var values = new float[TLanes.Count];
        fixed (float* value = values) lanes.Store(value);
        for (var lane = 0; lane < values.Length; lane++) values[lane].ShouldBe(expected(lane), $"lane {lane} of {values.Length}");
    }
}
