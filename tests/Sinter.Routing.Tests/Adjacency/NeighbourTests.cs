using Sinter.Learning;

namespace Sinter.Routing.Tests;

public class NeighbourTests
{
    private const int Width = 12;

    [Theory, InlineData(700, 0, null), InlineData(700, 4, 16), InlineData(2300, 3, 8), InlineData(1, 4, 16), InlineData(3, 4, 16)]
    public void Neighbourhoods_are_those_of_a_naive_search(int samples, int floor, int? ceiling)
    {
        var features = Numbers.Random(3, samples * Width);
        using var workspace = new Workspace(2);
        var options = new NeighbourhoodOptions { Radius = 0.75, Floor = floor, Ceiling = ceiling };
        var found = NeighbourSearch.Find(features, Width, options, workspace);
        found.Count.ShouldBe(samples);
        for (var i = 0; i < samples; i += 7) found[i].ToArray().ShouldBe(Naive(features, i, 0.75, floor, ceiling));
    }

    [Fact]
    public void The_radius_is_a_quantile_of_the_pairs_distances()
    {
        const int Samples = 120;
        var features = Numbers.Random(5, Samples * Width);
        using var workspace = new Workspace(1);
        var found = NeighbourSearch.Find(features, Width, new NeighbourhoodOptions { Quantile = 0.25, Floor = 0, Ceiling = null }, workspace);
        ((double)found.PairCount / (Samples * (Samples - 1))).ShouldBe(0.25, 0.002);
    }

    [Fact]
    public void The_quantile_of_sampled_pairs_is_close_to_that_of_all()
    {
        var features = Numbers.Random(5, 2000 * Width);
        using var workspace = new Workspace(2);
        var found = NeighbourSearch.Find(features, Width, new NeighbourhoodOptions { Quantile = 0.1, Floor = 0, Ceiling = null }, workspace);
        ((double)found.PairCount / (2000.0 * 1999)).ShouldBe(0.1, 0.002);
    }

    [Fact]
    public void Threads_do_not_matter()
    {
        var features = Numbers.Random(6, 900 * Width);
        using var one = new Workspace(1);
        using var three = new Workspace(3);
        var options = new NeighbourhoodOptions { Seed = 3 };
        var (first, second) = (NeighbourSearch.Find(features, Width, options, one), NeighbourSearch.Find(features, Width, options, three));
        for (var i = 0; i < first.Count; i++) first[i].SequenceEqual(second[i]).ShouldBeTrue();
    }

    [Fact]
    public void A_hundred_thousand_samples_fit_in_two_gigabytes() => NeighbourSearch.PeakBytes(100_000, 192, new NeighbourhoodOptions()).ShouldBeLessThan(500_000_000);

    [Fact]
    public void Samples_without_neighbours_are_refused_with_advice()
    {
        using var workspace = new Workspace(1);
        var found = NeighbourSearch.Find(Numbers.Random(7, 20 * Width), Width, new NeighbourhoodOptions { Radius = 0.01, Floor = 0 }, workspace);
        found.Isolated.ShouldBe(20);
        var failure = Should.Throw<RoutingException>(found.RequireNeighbours);
        failure.Kind.ShouldBe(RoutingError.IsolatedSamples);
        failure.Message.ShouldContain("20 of 20 samples");
    }

    [Theory, InlineData(3.0, 0.1, 4, 16), InlineData(0.5, 1.5, 4, 16), InlineData(0.5, 0.1, 8, 4)]
    public void Limits_that_cannot_be_are_refused(double radius, double quantile, int floor, int ceiling)
    {
        using var workspace = new Workspace(1);
        var options = new NeighbourhoodOptions { Radius = radius, Quantile = quantile, Floor = floor, Ceiling = ceiling };
        Should.Throw<RoutingException>(() => NeighbourSearch.Find(new float[Width], Width, options, workspace)).Kind.ShouldBe(RoutingError.InvalidOption);
    }

    private static int[] Naive(float[] features, int i, double radius, int floor, int? ceiling)
    {
        double[] Unit(int sample)
        {
            var row = features.AsSpan(sample * Width, Width).ToArray();
            var norm = Math.Sqrt(row.Sum(static x => (double)x * x));
            return [.. row.Select(x => x / norm)];
        }

        var own = Unit(i);
        var ordered = Enumerable.Range(0, features.Length / Width).Where(j => j != i).Select(j => (Sample: j, Distance: Math.Sqrt(Unit(j).Zip(own, static (a, b) => (a - b) * (a - b)).Sum())))
            .OrderBy(static pair => pair.Distance).ToList();
        var within = ordered.Count(pair => pair.Distance <= radius);
        return [.. ordered.Take(Math.Min(Math.Max(within, floor), ceiling ?? int.MaxValue)).Select(static pair => pair.Sample).Order()];
    }
}
