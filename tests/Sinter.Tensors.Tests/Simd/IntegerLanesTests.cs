namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public sealed unsafe class IntegerLanesTests
{
    private static readonly uint[] Bits = [0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x3F800000, 0x7F800001, 0x00010000];

    [Fact]
    public void Bits_are_subtracted_compared_and_counted_as_integers_in_every_width()
    {
        Check<Lanes1>();
        Check<Lanes128>();
        if (Simd.Has256) Check<Lanes256>();
        if (Simd.Has512) Check<Lanes512>();
    }

    private static void Check<TLanes>()
        where TLanes : struct, ILanes<TLanes>
    {
        var all = (1u << TLanes.Count) - 1;
        foreach (var left in Bits)
        {
            foreach (var right in Bits)
            {
                Every(TLanes.SubtractIntegers(Lanes<TLanes>(left), Lanes<TLanes>(right)), left - right);
                Every(TLanes.MaxIntegers(Lanes<TLanes>(left), Lanes<TLanes>(right)), (uint)Math.Max((int)left, (int)right));
                Every(TLanes.CountSameBits(Lanes<TLanes>(left), Lanes<TLanes>(right), Lanes<TLanes>(41)), left == right ? 42u : 41);
                var counts = Lanes<TLanes>(41);
                Every(TLanes.HideSameBits(Lanes<TLanes>(left), Lanes<TLanes>(right), ref counts), left == right ? uint.MaxValue : left);
                Every(counts, left == right ? 42u : 41);
                TLanes.BitsOfAtMost(Lanes<TLanes>(left), Lanes<TLanes>(right)).ShouldBe(left <= right ? all : 0);
                foreach (var other in Bits)
                {
                    foreach (var bound in Bits)
                        TLanes.BitsOfAtMostOrGreater(Lanes<TLanes>(left), Lanes<TLanes>(right), Lanes<TLanes>(other), Lanes<TLanes>(bound)).ShouldBe(left <= right || (int)other > (int)bound ? all : 0);
                }
            }

            Every(TLanes.CountNegative(Lanes<TLanes>(left), Lanes<TLanes>(41)), left >= 0x80000000 ? 42u : 41);
        }

        TLanes.Total(Lanes<TLanes>(3)).ShouldBe(3 * TLanes.Count);
    }

    private static TLanes Lanes<TLanes>(uint bits)
        where TLanes : struct, ILanes<TLanes>
    {
        var lanes = stackalloc uint[TLanes.Count];
        new Span<uint>(lanes, TLanes.Count).Fill(bits);
        return TLanes.Load((float*)lanes);
    }

    private static void Every<TLanes>(TLanes value, uint expected)
        where TLanes : struct, ILanes<TLanes>
    {
        var lanes = stackalloc uint[TLanes.Count];
        value.Store((float*)lanes);
        new Span<uint>(lanes, TLanes.Count).ToArray().ShouldAllBe(lane => lane == expected);
    }
}
