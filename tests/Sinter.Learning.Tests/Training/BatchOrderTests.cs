namespace Sinter.Learning.Tests;

public class BatchOrderTests
{
    [Fact]
    public void Every_epoch_sees_every_example_once_in_another_order()
    {
        var order = new BatchOrder(1, "task", 10, 4);
        var seen = Enumerable.Range(0, 5).SelectMany(step => Batch(order, step)).ToArray();
        seen[..10].Order().ShouldBe(Enumerable.Range(0, 10));
        seen[10..].Order().ShouldBe(Enumerable.Range(0, 10));
        seen[..10].ShouldNotBe(seen[10..]);
    }

    [Fact]
    public void A_step_sees_the_same_examples_whatever_came_before()
    {
        var straight = new BatchOrder(1, "task", 10, 4);
        var expected = Enumerable.Range(0, 8).Select(step => Batch(straight, step)).ToArray();
        foreach (var step in new[] { 7, 0, 3, 5, 2, 2 }) Batch(new BatchOrder(1, "task", 10, 4), step).ShouldBe(expected[step]);
    }

    [Fact]
    public void Seeds_and_names_give_different_orders()
    {
        var first = Batch(new BatchOrder(1, "a", 100, 100), 0);
        Batch(new BatchOrder(2, "a", 100, 100), 0).ShouldNotBe(first);
        Batch(new BatchOrder(1, "b", 100, 100), 0).ShouldNotBe(first);
    }

    [Fact]
    public void A_batch_may_be_larger_than_the_data() => Batch(new BatchOrder(1, "a", 3, 9), 0).Order().ShouldBe([0, 0, 0, 1, 1, 1, 2, 2, 2]);

    private static int[] Batch(BatchOrder order, int step)
    {
        var indices = new int[order.BatchSize];
        order.Fill(step, indices);
        return indices;
    }
}
