namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public unsafe class SampledSelectionTests
{
    private const int BlockLength = 8192;
    private const int Count = (1 << 20) + 12_345;

    [Theory]
    [InlineData("normal", 2)]
    [InlineData("bfloat16", 1)]
    [InlineData("rows of many scales", 3)]
    [InlineData("mostly zeros", 1)]
    [InlineData("one value", 1)]
    [InlineData("many close values", 1)]
    [InlineData("any bits", 3)]
    [InlineData("a hundredth infinite", 2)]
    public void A_sample_saves_passes_and_changes_no_result(string kind, int mostPasses)
    {
        var values = Make(kind);
        long[] keep = [Count / 100, Count / 2];
        using var expected = new MagnitudeSelection(Count, keep, Blocks, workers: 1);
        using var sampled = new MagnitudeSelection(Count, keep, Blocks, workers: 1);
        Run(expected, values);
        Sample(sampled, values);
        Run(sampled, values).ShouldBeLessThanOrEqualTo(mostPasses);
        for (var cut = 0; cut < keep.Length; cut++) Same(sampled[cut], expected[cut], values);
    }

    [Theory]
    [InlineData("bfloat16")]
    [InlineData("normal")]
    public void A_sample_of_something_else_changes_no_result(string kind)
    {
        var values = Make(kind);
        using var expected = new MagnitudeSelection(Count, [Count / 3], Blocks, workers: 1);
        Run(expected, values);
        foreach (var factor in new[] { 0f, 0.5f, 3f, 1e30f })
        {
            using var misled = new MagnitudeSelection(Count, [Count / 3], Blocks, workers: 1);
            Sample(misled, Array.ConvertAll(values, value => value * factor));
            Run(misled, values).ShouldBeLessThanOrEqualTo(4);
            Same(misled[0], expected[0], values);
        }
    }

    [Fact]
    public void A_share_of_what_is_not_zero_is_found_too()
    {
        foreach (var kind in new[] { "mostly zeros", "bfloat16", "normal" })
        {
            var values = Make(kind);
            using var expected = new MagnitudeSelection(Count, static nonZeros => nonZeros / 3, Blocks, workers: 1);
            using var sampled = new MagnitudeSelection(Count, static nonZeros => nonZeros / 3, Blocks, workers: 1);
            Run(expected, values);
            Sample(sampled, values);
            Run(sampled, values);
            sampled[0].Keep.ShouldBe(values.Count(static value => value != 0) / 3);
            Same(sampled[0], expected[0], values);
        }
    }

    [Fact]
    public void Workers_and_the_order_of_pieces_and_blocks_do_not_matter()
    {
        var values = Make("bfloat16");
        using var expected = new MagnitudeSelection(Count, [Count / 3, Count / 7], Blocks, workers: 1);
        Run(expected, values);
        using var pool = new WorkerPool(3);
        using var selection = new MagnitudeSelection(Count, [Count / 3, Count / 7], Blocks, pool.Workers);
        pool.Run(MagnitudeSample.Pieces, new Work((piece, _) => selection.Sample(piece, Piece(values, piece))));
        while (selection.NeedsPass)
        {
            pool.Run(Blocks, new Work((block, worker) => selection.Accumulate(block, worker, Block(values, block))));
            selection.CompletePass();
        }

        for (var cut = 0; cut < 2; cut++) Same(selection[cut], expected[cut], values);
    }

    [Theory]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.F32)]
    public void Differences_are_found_in_stored_weights_as_in_their_differences(ElementType type)
    {
        var (origin, model) = (new byte[Count * type.Size()], new byte[Count * type.Size()]);
        var (before, after) = (Samples.Normal(Count, 11, 0.02), Samples.Normal(Count, 12, 1e-3));
        for (var i = 0; i < Count; i++) after[i] += before[i];
        ElementConversion.FromSingle(type, before, origin);
        ElementConversion.FromSingle(type, after, model);
        ElementConversion.ToSingle(type, origin, before);
        ElementConversion.ToSingle(type, model, after);
        var values = after.Zip(before, static (left, right) => left - right).ToArray();
        // Two are looked for together, in either order, a third one alone.
        foreach (var keep in new long[][] { [Count / 100, Count / 2], [Count / 2, Count / 100], [Count / 5, Count / 50, Count / 3] })
        {
            using var expected = new MagnitudeSelection(Count, keep, Blocks, workers: 1);
            using var selection = new MagnitudeSelection(Count, keep, Blocks, workers: 1);
            Run(expected, values);
            selection.TakesDifferences.ShouldBeFalse("no sample has been seen");
            Sample(selection, values);
            selection.TakesDifferences.ShouldBeTrue();
            fixed (byte* b = origin, w = model)
            {
                for (var block = 0; block < Blocks; block++)
                {
                    var start = block * BlockLength;
                    selection.AccumulateDifferences(type, b + (start * type.Size()), w + (start * type.Size()), Math.Min(BlockLength, Count - start), worker: 0, block);
                }
            }

            selection.CompletePass();
            Run(selection, values).ShouldBeLessThanOrEqualTo(1);
            for (var cut = 0; cut < keep.Length; cut++) Same(selection[cut], expected[cut], values);
        }
    }

    [Fact]
    public void Zeros_that_are_rare_are_counted()
    {
        float[] levels = [.. Enumerable.Range(0, 1000).Select(static level => level * 1e-6f)];
        for (var seed = 20; seed < 26; seed++)
        {
            var values = Samples.FewValues(Count, seed, levels);
            foreach (var drop in new[] { Count / 2000, Count / 1000, Count / 700, Count / 500 })
            {
                using var expected = new MagnitudeSelection(Count, [Count - drop], Blocks, workers: 1);
                using var sampled = new MagnitudeSelection(Count, [Count - drop], Blocks, workers: 1);
                Run(expected, values);
                Sample(sampled, values);
                Run(sampled, values);
                (sampled[0].Above, sampled[0].Equal, sampled[0].Threshold).ShouldBe((expected[0].Above, expected[0].Equal, expected[0].Threshold), $"seed {seed}, {drop} dropped");
            }
        }
    }

    [Fact]
    public void A_bracket_of_one_value_is_counted_in_stored_weights_too()
    {
        var values = Samples.FewValues(Count, 13, 0.5f, -0.5f);
        var zeros = new float[Count];
        using var expected = new MagnitudeSelection(Count, [Count / 3], Blocks, workers: 1);
        using var selection = new MagnitudeSelection(Count, [Count / 3], Blocks, workers: 1);
        Run(expected, values);
        Sample(selection, values);
        fixed (float* b = zeros, w = values)
        {
            for (var block = 0; block < Blocks; block++)
            {
                var start = block * BlockLength;
                selection.AccumulateDifferences(ElementType.F32, (byte*)(b + start), (byte*)(w + start), Math.Min(BlockLength, Count - start), worker: 0, block);
            }
        }

        selection.CompletePass();
        selection.NeedsPass.ShouldBeFalse();
        Same(selection[0], expected[0], values);
    }

    [Fact]
    public void Large_tensors_are_sampled_in_longer_pieces_with_the_same_result()
    {
        var values = Samples.BFloat16Differences(5_000_000, 9);
        var blocks = (values.Length + BlockLength - 1) / BlockLength;
        MagnitudeSample.PieceLength(values.Length).ShouldBeGreaterThan(MagnitudeSample.PieceLength(Count));
        long[] keep = [values.Length / 100, values.Length / 2];
        using var expected = new MagnitudeSelection(values.Length, keep, blocks, workers: 1);
        using var sampled = new MagnitudeSelection(values.Length, keep, blocks, workers: 1);
        Run(expected, values);
        Sample(sampled, values);
        Run(sampled, values).ShouldBe(1);
        for (var cut = 0; cut < keep.Length; cut++)
            (sampled[cut].Threshold, sampled[cut].Above, sampled[cut].Equal).ShouldBe((expected[cut].Threshold, expected[cut].Above, expected[cut].Equal));
    }

    [Fact]
    public void Small_tensors_want_no_sample()
    {
        using var selection = new MagnitudeSelection(50_000, [7], 7, workers: 1);
        selection.WantsSample.ShouldBeFalse();
        MagnitudeSample.Pays(MagnitudeSample.LeastCount - 1).ShouldBeFalse();
        MagnitudeSample.Pays(long.MaxValue).ShouldBeFalse();
    }

    [Fact]
    public void Pieces_lie_inside_the_tensor_and_do_not_overlap()
    {
        foreach (var count in new[] { MagnitudeSample.LeastCount, Count, 5_000_000, int.MaxValue })
        {
            var end = 0L;
            for (var piece = 0; piece < MagnitudeSample.Pieces; piece++)
            {
                MagnitudeSample.Offset(count, piece).ShouldBeGreaterThanOrEqualTo(end);
                end = MagnitudeSample.Offset(count, piece) + MagnitudeSample.PieceLength(count);
            }

            end.ShouldBeLessThanOrEqualTo(count);
        }
    }

    private static int Blocks => (Count + BlockLength - 1) / BlockLength;

    private static float[] Make(string kind)
    {
        switch (kind)
        {
            case "normal": return Samples.Normal(Count, 1, 1e-3);
            case "bfloat16": return Samples.BFloat16Differences(Count, 2);
            case "mostly zeros": return Samples.FewValues(Count, 3, 0, 0, 0, 0, 0, -0f, 1e-3f, -2e-3f);
            case "one value": return Samples.FewValues(Count, 4, -2.5f);
            case "many close values": return Samples.FewValues(Count, 5, [.. Enumerable.Range(0, 40).Select(static i => BitConverter.UInt32BitsToSingle(0x3F800000 + (uint)i))]);
            case "any bits": return Samples.AnyBits(Count, 6);
            case "a hundredth infinite": return [.. Samples.Normal(Count, 8).Select(static (value, i) => i % 100 == 0 ? float.PositiveInfinity : value)];
            default:
                var values = Samples.Normal(Count, 7);
                for (var i = 0; i < Count; i++) values[i] *= MathF.Pow(2, -(i / 5000 % 40));
                return values;
        }
    }

    private static void Sample(MagnitudeSelection selection, float[] values)
    {
        selection.WantsSample.ShouldBeTrue();
        for (var piece = MagnitudeSample.Pieces - 1; piece >= 0; piece--) selection.Sample(piece, Piece(values, piece));
        selection.WantsSample.ShouldBeFalse();
    }

    private static int Run(MagnitudeSelection selection, float[] values)
    {
        var passes = 0;
        for (; selection.NeedsPass; passes++)
        {
            for (var block = ((values.Length + BlockLength - 1) / BlockLength) - 1; block >= 0; block--) selection.Accumulate(block, 0, Block(values, block));
            selection.CompletePass();
        }

        return passes;
    }

    private static void Same(MagnitudeCut cut, MagnitudeCut expected, float[] values)
    {
        (cut.Keep, cut.Above, cut.Equal).ShouldBe((expected.Keep, expected.Above, expected.Equal));
        BitConverter.SingleToUInt32Bits(cut.Threshold).ShouldBe(BitConverter.SingleToUInt32Bits(expected.Threshold));
        for (var block = 0; block < Blocks; block++)
        {
            var (kept, wanted) = (Block(values, block).ToArray(), Block(values, block).ToArray());
            cut.KeepLargest(block, kept);
            expected.KeepLargest(block, wanted);
            kept.ShouldHaveBitsOf(wanted);
        }
    }

    private static Span<float> Piece(float[] values, int piece) => values.AsSpan((int)MagnitudeSample.Offset(values.Length, piece), MagnitudeSample.PieceLength(values.Length));

    private static Span<float> Block(float[] values, int block) => values.AsSpan(block * BlockLength, Math.Min(BlockLength, values.Length - (block * BlockLength)));

    private sealed class Work(Action<int, int> body) : WorkItem
    {
        public override void Execute(int index, int worker) => body(index, worker);
    }
}
