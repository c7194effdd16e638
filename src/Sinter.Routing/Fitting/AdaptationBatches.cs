namespace Sinter.Routing;

/// <summary>The adaptation images cut into lists that batches draw from evenly: one for each known task, one for those of unknown task; and a tenth of each held out, where there are enough.</summary>
internal sealed class AdaptationBatches
{
    private const int HoldOutEvery = 10;
    private const int EnoughToHoldOut = 40;
    private const int LeastPerExpert = 8;

    /// <param name="tasks">The task of each image, −1 when not known.</param>
    /// <param name="experts">K.</param>
    /// <param name="perTask">Images of each task in a batch.</param>
    public AdaptationBatches(int[] tasks, int experts, int perTask)
    {
        if (tasks.Length < LeastPerExpert * experts)
        {
            throw new RoutingException(
                RoutingError.AdaptationSet, $"The adaptation set has {tasks.Length} images for {experts} experts: at least {LeastPerExpert} for each are needed to fit a router and to notice its collapse.");
        }

        foreach (var list in Enumerable.Range(0, tasks.Length).GroupBy(i => tasks[i]).OrderBy(static list => list.Key))
        {
            var (samples, size) = (list.ToArray(), list.Key < 0 ? perTask * experts : perTask);
            var holds = samples.Length >= EnoughToHoldOut;
            Lists.Add((list.Key, [.. samples.Where((_, i) => !holds || i % HoldOutEvery != HoldOutEvery - 1)], size));
            HeldOut.Add([.. samples.Where((_, i) => !holds || i % HoldOutEvery == HoldOutEvery - 1)]);
        }
    }

    /// <summary>Task, images and their number in a batch.</summary>
    public List<(int Task, int[] Samples, int Size)> Lists { get; } = [];

    /// <summary>The held-out images of each list.</summary>
    public List<int[]> HeldOut { get; } = [];

    /// <summary>Whether no image's task is unknown.</summary>
    public bool TasksAreKnown => Lists[0].Task >= 0;

    /// <summary>Evenly spaced images of each list, at most so many of each.</summary>
    public IEnumerable<int> Sample(int most) =>
        Lists.SelectMany((list, l) => list.Samples.Union(HeldOut[l]).Order().ToArray() is var all && all.Length > most ? Enumerable.Range(0, most).Select(i => all[(int)((long)i * all.Length / most)]) : all);
}
