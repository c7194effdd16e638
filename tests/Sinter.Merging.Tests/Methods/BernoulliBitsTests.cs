using Sinter.Tensors;

namespace Sinter.Merging.Tests.Methods;

[Trait("Category", "Kernel")]
public sealed class BernoulliBitsTests
{
    private static readonly Philox Draws = new(1, "draws");
    private static readonly Philox Open = new(1, "open");

    [Fact]
    public void An_element_is_kept_if_its_32_random_bits_are_below_the_probability()
    {
        var words = new uint[5000];
        Draws.FillBits(0, words);
        foreach (var length in new[] { 1, 2, 31, 32, 33, 64, 2047, 2048, 2049, 6000 })
        {
            foreach (var offset in new[] { 0, 1, 123, 124 })
            {
                // Two of the probabilities split the 65536th that the element's first 16 bits fall into.
                foreach (var probability in new[] { 0, 1e-9, 0.1, 0.5, (Half(offset) + 0.5) / 65536, (Half(offset + length - 1) + 1e-4) / 65536, 1 - 1e-9, 1 })
                {
                    var bits = new uint[KeptBits.Words(length)];
                    new BernoulliBits(probability).Fill(Draws, Open, offset, length, bits);
                    for (var i = 0; i < length; i++)
                    {
                        var number = ((ulong)Half(offset + i) << 16) | (Open.Bits(offset + i) & 0xFFFF);
                        (((bits[i / 32] >> (i % 32)) & 1) != 0).ShouldBe(number < probability * (1L << 32), $"element {i} of {length}, from {offset}, probability {probability}");
                    }
                }
            }
        }

        int Half(int element) => (int)(words[element / 2] >> (16 * (element % 2))) & 0xFFFF;
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.3)]
    [InlineData(0.7)]
    public void As_many_are_kept_as_the_probability_says(double probability)
    {
        const int Count = 1 << 20;
        var bits = new uint[KeptBits.Words(Count)];
        new BernoulliBits(probability).Fill(Draws, Open, 0, Count, bits);
        var kept = bits.Sum(static word => (long)uint.PopCount(word));
        var deviation = Math.Sqrt(Count * probability * (1 - probability));
        ((double)kept).ShouldBe(Count * probability, 5 * deviation);
    }

    [Fact]
    public void Models_and_stages_are_drawn_for_independently_and_pieces_agree_with_the_whole()
    {
        const int Count = 1 << 16;
        var tensor = new TensorContext
        {
            Index = 0,
            Name = "weight",
            Shape = new TensorShape(Count),
            Models = 2,
            HasBase = true,
            Settings = new TensorSettings([], 2),
        };
        uint[] Chosen(int stage, int model, int piece)
        {
            var stream = new PhiloxStreams(3).Next(tensor, stage);
            var bits = new uint[KeptBits.Words(Count)];
            for (var start = 0; start < Count; start += piece) stream.Choose(model, start, 0.5f, new float[Math.Min(piece, Count - start)], bits.AsSpan(start / KeptBits.Word));
            return bits;
        }

        var whole = Chosen(0, 0, Count);
        Chosen(0, 0, 96).ShouldBe(whole);
        foreach (var other in new[] { Chosen(0, 1, Count), Chosen(1, 0, Count) })
        {
            var same = whole.Zip(other).Sum(static pair => (long)uint.PopCount(~(pair.First ^ pair.Second)));
            ((double)same).ShouldBe(Count / 2.0, 5 * Math.Sqrt(Count / 4.0));
        }
    }
}
