namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public class MagnitudeSelectionTests
{
    private const int BlockLength = 8192;

    public static TheoryData<string, int> Tensors
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var kind in new[] { "normal", "bfloat16", "zeros", "one value", "two values", "many close values", "any bits", "with NaN" })
                foreach (var count in new[] { 1, 5, 1000, 20_001, 100_003 }) data.Add(kind, count);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Tensors))]
    public void Exactly_the_k_largest_are_kept_and_the_first_of_equal_ones(string kind, int count)
    {
        var values = Make(kind, count);
        long[] keep = [0, 1, count / 100, count / 5, count / 2, count - 1, count];
        using var selection = Run(values, keep, out var passes);
        passes.ShouldBeLessThanOrEqualTo(3);
        var (ranks, sorted) = Reference(values);
        for (var cut = 0; cut < keep.Length; cut++)
        {
            var undecided = float.IsNaN(selection[cut].Threshold);
            bool Among(int i) => ranks[i] < keep[cut];
            bool Stays(int i, bool among) => among || undecided || float.IsNaN(values[i]) || (keep[cut] == 0 && float.IsInfinity(values[i]));
            Trimmed(selection[cut], values, keep: true).ShouldHaveBitsOf([.. values.Select((value, i) => Stays(i, Among(i)) ? PositiveZero(value) : 0)]);
            Trimmed(selection[cut], values, keep: false).ShouldHaveBitsOf([.. values.Select((value, i) => Stays(i, !Among(i)) ? PositiveZero(value) : 0)]);
            if (keep[cut] == 0 || keep[cut] == count) continue;
            var threshold = sorted[keep[cut] - 1];
            BitConverter.SingleToUInt32Bits(selection[cut].Threshold).ShouldBe(threshold);
            selection[cut].Above.ShouldBe(Array.IndexOf(sorted, threshold));
            selection[cut].Equal.ShouldBe(Array.LastIndexOf(sorted, threshold) + 1 - selection[cut].Above);
            BitConverter.SingleToUInt32Bits(MagnitudeSelection.KthLargest(values, keep[cut])).ShouldBe(threshold);
        }
    }

    [Fact]
    public void Task_vectors_of_bfloat16_weights_need_no_third_pass()
    {
        var values = Samples.BFloat16Differences(200_000, 1);
        using var selection = Run(values, [values.Length / 5], out var passes);
        passes.ShouldBe(2);
        selection[0].Equal.ShouldBeGreaterThan(selection[0].Keep - selection[0].Above, "the sample must split its ties");
    }

    [Fact]
    public void Mostly_unchanged_weights_need_one_pass()
    {
        var values = Samples.FewValues(100_000, 2, 0, 0, 0, 0, 0, -0f, 1e-3f);
        using var selection = Run(values, [50_000], out var passes);
        passes.ShouldBe(1);
        selection[0].Threshold.ShouldBe(0);
        Trimmed(selection[0], values, keep: true).ShouldHaveBitsOf(Array.ConvertAll(values, PositiveZero));
    }

    [Fact]
    public void Small_tensors_need_one_pass()
    {
        using var selection = Run(Samples.Normal(BlockLength * 2, 3), [100], out var passes);
        passes.ShouldBe(1);
    }

    [Fact]
    public void Workers_and_the_order_of_blocks_do_not_matter()
    {
        foreach (var count in new[] { 30_000, 300_000 })
        {
            var values = Samples.BFloat16Differences(count, 4);
            using var expected = Run(values, [count / 3, count / 7], out _);
            using var pool = new WorkerPool(3);
            using var selection = new MagnitudeSelection(count, [count / 3, count / 7], Blocks(count), pool.Workers);
            var work = new Accumulation(selection, values);
            while (selection.NeedsPass)
            {
                pool.Run(Blocks(count), work);
                selection.CompletePass();
            }

            for (var cut = 0; cut < 2; cut++) Trimmed(selection[cut], values, keep: true).ShouldHaveBitsOf(Trimmed(expected[cut], values, keep: true));
        }
    }

    [Fact]
    public void A_missing_pass_or_block_is_an_error()
    {
        var values = new float[50_000];
        using var selection = new MagnitudeSelection(values.Length, [7], Blocks(values.Length), workers: 1);
        Should.Throw<InvalidOperationException>(() => selection[0]);
        selection.Accumulate(0, 0, values.AsSpan(0, BlockLength));
        Should.Throw<InvalidOperationException>(selection.CompletePass).Message.ShouldContain("saw 8192");
        Should.Throw<ArgumentOutOfRangeException>(() => selection.Accumulate(7, 0, values.AsSpan(0, 1)));
        Should.Throw<ArgumentOutOfRangeException>(() => new MagnitudeSelection(5, [6], 1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => MagnitudeSelection.KthLargest(values, 0));
    }

    private static float[] Make(string kind, int count)
    {
        var values = kind switch
        {
            "normal" => Samples.Normal(count, 11, 1e-3),
            "bfloat16" => Samples.BFloat16Differences(count, 12),
            "zeros" => Samples.FewValues(count, 13, 0, -0f),
            "one value" => Samples.FewValues(count, 14, -2.5f),
            "two values" => Samples.FewValues(count, 15, 1, -1.0000001f),
            "any bits" => Samples.AnyBits(count, 16),
            "with NaN" => Samples.Normal(count, 17),
            _ => Samples.FewValues(count, 18, [.. Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? 1 : -1) * BitConverter.UInt32BitsToSingle(0x3F800000 + (uint)i))]),
        };
        if (kind == "with NaN") (values[0], values[count / 2], values[^1]) = (float.NaN, float.PositiveInfinity, -float.NaN);
        return values;
    }

    private static MagnitudeSelection Run(float[] values, long[] keep, out int passes)
    {
        var selection = new MagnitudeSelection(values.Length, keep, Blocks(values.Length), workers: 1);
        for (passes = 0; selection.NeedsPass; passes++)
        {
            for (var block = Blocks(values.Length) - 1; block >= 0; block--) selection.Accumulate(block, 0, Block(values, block));
            selection.CompletePass();
        }

        return selection;
    }

    private static float[] Trimmed(MagnitudeCut cut, float[] values, bool keep)
    {
        float[] result = [.. values];
        var splits = 0;
        for (var block = 0; block < Blocks(values.Length); block++)
        {
            if (cut.Splits(block)) splits++;
            if (keep) cut.KeepLargest(block, Block(result, block));
            else cut.DropLargest(block, Block(result, block));
        }

        splits.ShouldBeLessThanOrEqualTo(1);
        return Array.ConvertAll(result, PositiveZero);
    }

    // The place of every element when sorted by falling magnitude, equal ones by position; and the magnitudes in that order.
    private static (int[] Ranks, uint[] Sorted) Reference(float[] values)
    {
        var keys = Array.ConvertAll(values, static value => ~(long)Magnitude(value));
        for (var i = 0; i < keys.Length; i++) keys[i] = (keys[i] << 24) + i;
        var order = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort(keys, order);
        var ranks = new int[values.Length];
        for (var i = 0; i < order.Length; i++) ranks[order[i]] = i;
        return (ranks, Array.ConvertAll(order, i => Magnitude(values[i])));
    }

    private static float PositiveZero(float value) => value == 0 ? 0 : value;

    private static uint Magnitude(float value) => BitConverter.SingleToUInt32Bits(value) & 0x7FFFFFFF;

    private static int Blocks(int count) => (count + BlockLength - 1) / BlockLength;

    private static Span<float> Block(float[] values, int block) => values.AsSpan(block * BlockLength, Math.Min(BlockLength, values.Length - (block * BlockLength)));

    private sealed class Accumulation(MagnitudeSelection selection, float[] values) : WorkItem
    {
        public override void Execute(int index, int worker) => selection.Accumulate(index, worker, Block(values, index));
    }
}
