using Sinter.Tensors;

namespace Sinter.Merging.Tests.Methods;

[Trait("Category", "Kernel")]
public sealed unsafe class RankDrawsTests
{
    private static readonly Philox[] Streams = [.. Enumerable.Range(0, 5).Select(static use => new Philox(use, "ranks"))];
    private static readonly RankDraws Draws = new((Streams[0], Streams[1]), (Streams[2], Streams[3]), Streams[4]);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 2)]
    [InlineData(40, 9)]
    [InlineData(7, 33)]
    [InlineData(2, 2048)]
    [InlineData(3, 3001)]
    [InlineData(1, 100_000)]
    public void An_open_element_is_kept_if_it_beats_another_of_its_row_drawn_at_random(int rows, int length)
    {
        var values = Values(rows * length);
        const int First = 3;
        var offset = First * length;
        var (open, kept) = (new uint[KeptBits.Words(values.Length)], new uint[KeptBits.Words(values.Length)]);
        new BernoulliBits(0.3).Fill(Streams[0], Streams[1], offset, values.Length, open);
        new BernoulliBits(0.25 / 0.7).Fill(Streams[2], Streams[3], offset, values.Length, kept);
        var bits = Choose(values, offset, length, 0.25, 0.15);
        var number = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (i % length == 0) number = 0;
            var expected = Bit(kept, i);
            if (Bit(open, i))
            {
                var row = i / length * length;
                int[] others = [.. Enumerable.Range(row, length).Where(other => other != i)];
                var other = others[(int)((ulong)Streams[4].Bits(offset + row + number++) * (ulong)others.Length >> 32)];
                var (its, mine) = (MathF.Abs(values[other]), MathF.Abs(values[i]));
                expected = its < mine || (its == mine && other < i);
            }

            Bit(bits, i).ShouldBe(expected, $"element {i} of {rows} rows of {length}");
            // The reference is slow.
            if (length > 5000 && i > 500) return;
        }
    }

    [Theory]
    [InlineData(0.5, 0.15)]
    [InlineData(0.3, 0.29)]
    [InlineData(0.9, 0.05)]
    [InlineData(0.5, 0)]
    [InlineData(0.5, 0.4999)]
    public void Every_rank_is_kept_with_its_probability(double density, double epsilon)
    {
        const int Length = 48;
        const int Rows = 40_000;
        float[] row = [.. Values(Length).Select(static (value, i) => i % 3 == 0 ? 0.125f : value)];
        var bits = Choose([.. Enumerable.Repeat(row, Rows).SelectMany(static values => values)], 0, Length, density - epsilon, epsilon);
        int[] ranks = [.. Enumerable.Range(0, Length).Select(i => Enumerable.Range(0, Length).Count(k => (MathF.Abs(row[k]), k).CompareTo((MathF.Abs(row[i]), i)) < 0))];
        for (var i = 0; i < Length; i++)
        {
            var probability = density - epsilon + (2 * epsilon * ranks[i] / (Length - 1));
            var kept = Enumerable.Range(0, Rows).Count(number => Bit(bits, (number * Length) + i));
            ((double)kept).ShouldBe(Rows * probability, 5 * Math.Sqrt(Rows * probability * (1 - probability)), $"rank {ranks[i]}");
        }
    }

    [Fact]
    public void Neighbours_are_kept_independently_of_each_other()
    {
        const int Length = 64;
        const int Rows = 40_000;
        var row = Values(Length);
        var bits = Choose([.. Enumerable.Repeat(row, Rows).SelectMany(static values => values)], 0, Length, 0.2, 0.3);
        for (var i = 0; i + 1 < Length; i++)
        {
            double first = 0, second = 0, both = 0;
            for (var start = 0; start < Rows * Length; start += Length)
            {
                var (a, b) = (Bit(bits, start + i), Bit(bits, start + i + 1));
                first += a ? 1 : 0;
                second += b ? 1 : 0;
                both += a && b ? 1 : 0;
            }

            (both / Rows).ShouldBe(first / Rows * (second / Rows), 5 * 0.25 / Math.Sqrt(Rows));
        }
    }

    [Fact]
    public void Rows_are_chosen_from_alike_alone_and_together()
    {
        const int Length = 100;
        var values = Values(30 * Length);
        var whole = Choose(values, 0, Length, 0.35, 0.15);
        for (var row = 0; row < 30; row += 5)
        {
            var part = Choose(values.AsSpan(row * Length, 5 * Length).ToArray(), row * Length, Length, 0.35, 0.15);
            for (var i = 0; i < 5 * Length; i++) Bit(part, i).ShouldBe(Bit(whole, (row * Length) + i));
        }
    }

    private static bool Bit(uint[] bits, int i) => (bits[i / KeptBits.Word] >> (i % KeptBits.Word) & 1) != 0;

    // Of both signs, with equal magnitudes and zeros among them.
    private static float[] Values(int count)
    {
        var values = new float[count];
        new Philox(count, "values").FillUniform(0, values);
        for (var i = 0; i < count; i++)
        {
            values[i] -= 0.5f;
            if (i % 11 == 5) values[i] = i % 2 == 0 ? 0.25f : -0.25f;
            if (i % 13 == 3) values[i] = 0;
        }

        return values;
    }

    private static uint[] Choose(float[] values, long offset, int rowLength, double lowest, double epsilon)
    {
        var tensor = new TensorContext
        {
            Index = 0,
            Name = "weight",
            Shape = new TensorShape(values.Length / rowLength, rowLength),
            Models = 1,
            HasBase = true,
            Settings = new TensorSettings([], 1),
        };
        var stride = values.Length + 16L;
        using var memory = new NativeBuffer<float>(stride * Block.SlotCount(1, 0));
        var block = new Block(tensor, 0, offset, values.Length, 0, memory.Pointer, stride, 0);
        values.CopyTo(block.Mutable(0));
        var bits = new uint[KeptBits.Words(values.Length)];
        Draws.Choose(block, 0, rowLength, lowest, epsilon, bits);
        block.Model(0).SequenceEqual(values).ShouldBeTrue();
        if (values.Length % KeptBits.Word != 0) (bits[^1] >> (values.Length % KeptBits.Word)).ShouldBe(0u);
        return bits;
    }
}
