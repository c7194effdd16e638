using System.Runtime.Intrinsics;

namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public unsafe class PhiloxTests
{
    // The vectors published with Random123: counter, key, result.
    [Theory]
    [InlineData(0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8)]
    [InlineData(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd)]
    [InlineData(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1)]
    public void The_published_vectors_come_out(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint r0, uint r1, uint r2, uint r3)
    {
        var key = k0 | ((ulong)k1 << 32);
        var expected = Vector128.Create(r0, r1, r2, r3);
        PhiloxKernel.Encrypt(Vector128.Create(c0, c1, c2, c3), key).ShouldBe(expected);

        // The same counter at every place of a vector.
        var words = stackalloc uint[4 * 71];
        for (var before = 0; before < 71; before++)
        {
            PhiloxKernel.Generate(key, c2 | ((ulong)c3 << 32), (c0 | ((ulong)c1 << 32)) - (ulong)before, words, 71);
            Vector128.Load(words + (4 * before)).ShouldBe(expected);
        }
    }

    [Fact]
    public void Vectors_and_the_definition_agree_across_a_carry_of_the_counter()
    {
        var words = new uint[4 * 61];
        var first = (1ul << 32) - 30;
        fixed (uint* pointer = words) PhiloxKernel.Generate(0x0123456789ABCDEF, 0xFEDCBA9876543210, first, pointer, 61);
        for (var block = 0; block < 61; block++)
        {
            var counter = Vector128.Create(first + (ulong)block, 0xFEDCBA9876543210).AsUInt32();
            Vector128.Create<uint>(words.AsSpan(4 * block)).ShouldBe(PhiloxKernel.Encrypt(counter, 0x0123456789ABCDEF));
        }
    }

    [Fact]
    public void Any_piece_of_a_stream_is_the_same_as_in_the_whole()
    {
        var stream = new Philox(42, "dare", "layer.0.weight", 1);
        var whole = new uint[300];
        stream.FillBits(1000, whole);
        var uniforms = new float[300];
        stream.FillUniform(1000, uniforms);
        for (var start = 0; start < 40; start++)
        {
            for (var length = 0; length < 90; length++)
            {
                var piece = new uint[length];
                stream.FillBits(1000 + start, piece);
                piece.AsSpan().SequenceEqual(whole.AsSpan(start, length)).ShouldBeTrue();
            }

            var part = new float[77];
            stream.FillUniform(1000 + start, part);
            part.ShouldHaveBitsOf(uniforms.AsSpan(start, 77));
            stream.Bits(1000 + start).ShouldBe(whole[start]);
        }
    }

    [Fact]
    public void Uniforms_are_the_lower_24_bits()
    {
        var stream = new Philox(7, "test");
        var bits = new uint[1003];
        var uniforms = new float[1003];
        stream.FillBits(5, bits);
        stream.FillUniform(5, uniforms);
        uniforms.ShouldHaveBitsOf(Array.ConvertAll(bits, static x => (x & 0xFFFFFF) * (1f / 16777216)));
    }

    [Fact]
    public void Uniforms_are_even_over_the_interval()
    {
        var uniforms = new float[1 << 20];
        new Philox(1, "test").FillUniform(0, uniforms);
        uniforms.Min().ShouldBeGreaterThanOrEqualTo(0);
        uniforms.Max().ShouldBeLessThan(1);
        uniforms.Average(static x => (double)x).ShouldBe(0.5, 5 * Math.Sqrt(1 / 12.0 / uniforms.Length));
        var counts = new int[64];
        foreach (var x in uniforms) counts[(int)(x * 64)]++;
        var expected = uniforms.Length / 64.0;
        counts.Sum(count => (count - expected) * (count - expected) / expected).ShouldBeLessThan(130, "chi² with 63 degrees of freedom, p < 1e-6");
    }

    [Fact]
    public void Seed_purpose_name_and_index_each_make_another_stream()
    {
        Philox[] streams =
        [
            new(1, "a"), new(2, "a"), new(1, "b"), new(1, "a", "n"), new(1, "a", "m"), new(1, "a", "n", 1), new(1, "a", "", 1), new(1, "", "a"), new(-1, "a"), new(1L << 32, "a"),
        ];
        streams.Select(static stream => (stream.Bits(0), stream.Bits(1))).Distinct().Count().ShouldBe(streams.Length);
        new Philox(1, "a", "n", 1).Bits(9).ShouldBe(streams[5].Bits(9));
    }

    [Fact]
    public void A_stream_stays_what_it_was()
    {
        // Merges made once must come out again: these numbers may never change.
        var uniforms = new float[3];
        new Philox(20, "dare", "model.layers.0.mlp.up_proj.weight", 2).FillUniform(12345, uniforms);
        uniforms.ShouldBe([0.31113535f, 0.48972577f, 0.17246544f]);
    }

    [Fact]
    public void A_negative_offset_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => new Philox(1, "a").FillBits(-1, new uint[1]));
}
