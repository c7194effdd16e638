using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>How a router mixed the experts on the adaptation images: for explaining it, and for the cheaper ways to run it.</summary>
/// <param name="Mean">Mean weights [G, K].</param>
/// <param name="Deviation">Their standard deviation [G, K].</param>
/// <param name="Centroids">Centres of groups of similar weights [M, G, K].</param>
/// <param name="TaskMeans">Mean weights over the images of each task [T, G, K]; of images whose task is not known by the expert that taught them. Zero for a task without images.</param>
public sealed record RoutingStatistics(float[] Mean, float[] Deviation, float[] Centroids, float[] TaskMeans)
{
    private const int Rows = 1024;

    internal static RoutingStatistics Compute(RoutedModel model, AdaptationFeatures data, FitOptions options, Workspace workspace)
    {
        var (router, width) = (model.Router, model.Router.Groups.Count * model.Router.Experts);
        var all = new float[data.Count * width];
        var source = new FixedSource(router.Weights);
        for (var done = 0; done < data.Count; done += Rows)
        {
            var count = Math.Min(Rows, data.Count - done);
            using var pass = workspace.BeginInference();
            router.Route(pass, source, data.RouterInputs.AsSpan(done * router.Width, count * router.Width)).Values.CopyTo(all.AsSpan(done * width));
        }

        var mean = Average(Enumerable.Range(0, data.Count));
        var deviation = new double[width];
        for (var i = 0; i < all.Length; i++) deviation[i % width] += Math.Pow(all[i] - mean[i % width], 2) / data.Count;
        var tasks = Enumerable.Range(0, model.Heads.Count).SelectMany(t => Average(Enumerable.Range(0, data.Count).Where(i => data.Teachers[i] == t)));
        return new RoutingStatistics(mean, [.. deviation.Select(static d => (float)Math.Sqrt(d))], Clustering.Find(all, width, options.Clusters), [.. tasks]);

        float[] Average(IEnumerable<int> samples)
        {
            var (sum, count) = (new double[width], 0);
            foreach (var i in samples)
            {
                for (var c = 0; c < width; c++) sum[c] += all[i * width + c];
                count++;
            }

            return [.. sum.Select(s => (float)(s / Math.Max(1, count)))];
        }
    }
}
