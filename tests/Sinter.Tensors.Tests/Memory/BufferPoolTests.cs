namespace Sinter.Tensors.Tests;

public unsafe class BufferPoolTests
{
    private const int Length = 1000;
    private const long Bytes = Length * sizeof(uint);

    [Fact]
    public void Memory_that_was_given_back_serves_the_next_request_of_about_its_size()
    {
        using var pool = new BufferPool(10 * Bytes);
        var first = pool.Rent(Length);
        var address = (nint)first.Pointer;
        pool.Return(first);
        var larger = pool.Rent(Length + 1);
        var half = pool.Rent(Length / 2);
        var same = pool.Rent(Length - 20);
        ((nint)same.Pointer).ShouldBe(address);
        larger.Length.ShouldBeGreaterThan(Length);
        half.Length.ShouldBe(Length / 2);
        foreach (var buffer in new[] { larger, half, same }) pool.Return(buffer);
    }

    [Fact]
    public void Nothing_is_kept_beyond_the_limit()
    {
        using var pool = new BufferPool(2 * Bytes);
        NativeBuffer<uint>[] lent = [pool.Rent(Length), pool.Rent(Length), pool.Rent(Length)];
        pool.Return(lent[0]);
        IsFreed(lent[0]).ShouldBeTrue("two others are still lent");
        pool.Return(lent[1]);
        IsFreed(lent[1]).ShouldBeFalse();
        var large = pool.Rent(2 * Length);
        IsFreed(lent[1]).ShouldBeTrue("room is made for what is wanted");
        pool.Return(lent[2]);
        pool.Return(large);
    }

    [Fact]
    public void What_is_kept_can_be_made_less()
    {
        using var pool = new BufferPool(10 * Bytes);
        NativeBuffer<uint>[] lent = [pool.Rent(Length), pool.Rent(Length), pool.Rent(Length)];
        foreach (var buffer in lent) pool.Return(buffer);
        pool.Trim(2 * Bytes);
        lent.Count(IsFreed).ShouldBe(1);
        pool.Trim(0);
        lent.ShouldAllBe(static buffer => IsFreed(buffer));
    }

    [Fact]
    public void A_pool_may_end_before_what_it_lent_comes_back()
    {
        var pool = new BufferPool(0);
        var lent = pool.Rent(Length);
        pool.Dispose();
        lent.Span.Fill(1);
        pool.Return(lent);
        IsFreed(lent).ShouldBeTrue();
    }

    private static bool IsFreed(NativeBuffer<uint> buffer)
    {
        try
        {
            return buffer.Pointer is null;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
