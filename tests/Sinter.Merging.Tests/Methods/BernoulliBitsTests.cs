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
        foreach (var (offset, length) in new[] { (0, 1), (0, 31), (0, 32), (1, 33), (0, 4096), (4095, 2), (8192, 6000), (4096 + 64, 10_000), (123, 9000) })
        {
            // Two of the probabilities split the 256th that the first or the last element's digits fall into.
            foreach (var probability in new[] { 0, 1e-9, 0.1, 0.5, 0.75, 1 / 256.0, (Digits(offset) + 0.5) / 256, (Digits(offset + length - 1) + 1e-4) / 256, 1 - 1e-9, 1 })
            {
                var bits = new uint[KeptBits.Words(length)];
                new BernoulliBits(probability).Fill(Draws, Open, offset, length, bits);
                var limit = (ulong)Math.Ceiling(probability * (1L << 32));
                var (part, open) = (-1L, 0);
                for (var element = offset / BernoulliBits.Part * BernoulliBits.Part; element < offset + length; element++)
                {
                    if (element / BernoulliBits.Part != part) (part, open) = (element / BernoulliBits.Part, 0);
                    var number = (ulong)Digits(element) << 24;
                    if (Digits(element) == (int)(limit >> 24) && (limit & 0xFFFFFF) != 0) number |= Open.Bits(part * BernoulliBits.Part + open++) >> 8;
                    var i = element - offset;
                    if (i >= 0) (((bits[i / 32] >> (i % 32)) & 1) != 0).ShouldBe(number < limit, $"element {element}, {length} from {offset}, probability {probability}");
                }

                if (length % 32 != 0) (bits[^1] >> (length % 32)).ShouldBe(0u);
            }
        }
    }

    // An element's first eight binary digits: bit i of word w of each of its part's digits.
    private static int Digits(int element)
    {
        var (part, word, bit) = (element / BernoulliBits.Part, element % BernoulliBits.Part / 32, element % 32);
        var digits = 0;
        for (var digit = 0; digit < BernoulliBits.Digits; digit++)
            digits = (2 * digits) | (int)(Draws.Bits((((long)part * BernoulliBits.Digits) + digit) * BernoulliBits.Part / 32 + word) >> bit & 1);
        return digits;
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.5)]
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
            for (var start = 0; start < Count; start += piece)
                stream.Choose(model, start, 0.5f, new float[Math.Min(piece, Count - start)], bits.AsSpan(start / KeptBits.Word));
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
