namespace Sinter.Routing;

/// <summary>The most similar of the samples shown to it, at most a given number: a heap with the least similar on top. Of equals the first shown stay.</summary>
internal sealed class NearestHeap(int capacity)
{
    private readonly PriorityQueue<int, (float Similarity, int Later)> _queue = new();

    /// <summary>What a sample must exceed to be kept.</summary>
    public float Lowest { get; private set; } = float.NegativeInfinity;

    public void Clear()
    {
        _queue.Clear();
        Lowest = capacity > 0 ? float.NegativeInfinity : float.PositiveInfinity;
    }

    public void Add(float similarity, int sample)
    {
        if (_queue.Count == capacity) _queue.DequeueEnqueue(sample, (similarity, -sample));
        else _queue.Enqueue(sample, (similarity, -sample));
        if (_queue.Count == capacity && _queue.TryPeek(out _, out var lowest)) Lowest = lowest.Similarity;
    }

    /// <summary>Those at least this similar, and at least the <paramref name="floor"/> most similar, in the order of samples; empties the heap.</summary>
    public int[] Take(double least, int floor)
    {
        while (_queue.Count > floor && _queue.TryPeek(out _, out var lowest) && lowest.Similarity < least) _queue.Dequeue();
        int[] result = [.. _queue.UnorderedItems.Select(static item => item.Element)];
        Array.Sort(result);
        return result;
    }
}
