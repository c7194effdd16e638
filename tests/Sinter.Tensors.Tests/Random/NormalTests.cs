using System.Runtime.InteropServices;

namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public class NormalTests
{
    [Fact]
    public void Normal_numbers_follow_box_and_mullers_formula()
    {
        var bits = new uint[200_000];
        var angles = new uint[bits.Length];
        new Philox(1, "radius").FillBits(0, bits);
        new Philox(1, "angle").FillBits(0, angles);
        uint[] edges = [0, 1, 0x7FFFFF, 0x800000, 0xFFFFFE, 0xFFFFFF, 0xB504F3, 0xB504F4, 0x200000, 0x600000, 0xA00000, 0xE00000];
        for (var i = 0; i < edges.Length * edges.Length; i++) (bits[i], angles[i]) = (edges[i / edges.Length], edges[i % edges.Length]);
        float[] normals = [.. MemoryMarshal.Cast<uint, float>(bits)];
        NormalConversion.ToNormal(normals, angles);
        for (var i = 0; i < normals.Length; i++)
        {
            var u = ((bits[i] & 0xFFFFFF) + 1) / 16777216.0;
            var v = (angles[i] & 0xFFFFFF) / 16777216.0;
            var expected = Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v);
            if (!(Math.Abs(normals[i] - expected) <= 1e-6)) Assert.Fail($"u = {u:R}, v = {v:R}: {normals[i]:R}, not {expected:R}");
        }
    }

    [Fact]
    public void Moments_are_those_of_the_normal_distribution()
    {
        const int Count = 1 << 20;
        var normals = new float[Count];
        new Philox(2, "test").FillNormal(0, normals);
        double Moment(int power) => normals.Average(x => Math.Pow(x, power));
        Moment(1).ShouldBe(0, 5 / Math.Sqrt(Count));
        Moment(2).ShouldBe(1, 5 * Math.Sqrt(2.0 / Count));
        Moment(3).ShouldBe(0, 5 * Math.Sqrt(15.0 / Count));
        Moment(4).ShouldBe(3, 5 * Math.Sqrt(96.0 / Count));
        normals.Zip(normals.Skip(1), static (x, y) => (double)x * y).Average().ShouldBe(0, 5 / Math.Sqrt(Count));
    }

    [Fact]
    public void Any_piece_is_the_same_as_in_the_whole()
    {
        var stream = new Philox(3, "test");
        var whole = new float[2000];
        stream.FillNormal(100, whole);
        foreach (var (start, length) in new[] { (0, 1), (1, 15), (3, 700), (511, 2), (513, 1024), (1999, 1) })
        {
            var piece = new float[length];
            stream.FillNormal(100 + start, piece);
            piece.ShouldHaveBitsOf(whole.AsSpan(start, length));
        }
    }

    [Fact]
    public void The_bits_are_the_same_on_every_machine_and_for_ever()
    {
        var normals = new float[4099];
        new Philox(4, "test").FillNormal(7, normals);
        var hash = 0u;
        foreach (var bits in MemoryMarshal.Cast<float, uint>(normals)) hash = (hash * 31) + bits;
        hash.ShouldBe(1314681378u);
    }
}
