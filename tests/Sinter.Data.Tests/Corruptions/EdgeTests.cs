namespace Sinter.Data.Tests;

/// <summary>The steps of spatter's water, each against what is known of it; the whole chain is compared with a golden.</summary>
public class EdgeTests
{
    [Fact]
    public void A_step_has_one_edge_a_pixel_wide()
    {
        var step = new Plane(12, 7, 1);
        for (var i = 0; i < step.Values.Length; i++) step.Values[i] = i % 12 >= 5 ? 200 : 0;
        var edges = CannyEdges.Find(step, 50, 150);
        for (var y = 0; y < 7; y++) Enumerable.Range(0, 12).Count(x => edges[(y * 12) + x]).ShouldBe(1);
    }

    [Fact]
    public void A_weak_step_is_an_edge_only_beside_a_strong_one()
    {
        var weak = new Plane(9, 9, 1);
        for (var i = 0; i < weak.Values.Length; i++) weak.Values[i] = i % 9 >= 4 ? 30 : 0;
        CannyEdges.Find(weak, 50, 150).ShouldAllBe(static edge => !edge);
        for (var i = 0; i < 36; i++) weak.Values[i] = i % 9 >= 4 ? 100 : 0;
        CannyEdges.Find(weak, 50, 150).Count(static edge => edge).ShouldBeGreaterThan(7);
    }

    [Fact]
    public void Distances_are_nearly_those_of_Euclid()
    {
        var edges = new bool[30 * 20];
        foreach (var (x, y) in new[] { (3, 4), (25, 2), (14, 17) }) edges[(y * 30) + x] = true;
        var distances = ChamferDistance.To(edges, 30, 20);
        for (var i = 0; i < edges.Length; i++)
        {
            var (x, y) = (i % 30, i / 30);
            var nearest = Enumerable.Range(0, edges.Length).Where(j => edges[j]).Min(j => Math.Sqrt(Math.Pow(x - (j % 30), 2) + Math.Pow(y - (j / 30), 2)));
            ((double)distances.Values[i]).ShouldBe(nearest, (0.025 * nearest) + 1e-6);
        }
    }

    [Fact]
    public void Without_an_edge_everything_is_far() => ChamferDistance.To(new bool[6], 3, 2).Values.ShouldAllBe(static distance => distance > 1000);

    [Fact]
    public void Equalised_values_fill_the_range()
    {
        var image = new Plane(4, 1, 1);
        new float[] { 10, 11, 11, 12 }.CopyTo(image.Values, 0);
        HistogramEqualization.Of(image).Values.ShouldBe([0, 170, 170, 255]);
        new float[] { 7, 7, 7, 7 }.CopyTo(image.Values, 0);
        HistogramEqualization.Of(image).Values.ShouldBe([7, 7, 7, 7]);
    }

    [Fact]
    public void Without_a_drop_nothing_changes()
    {
        var image = Pictures.Scene(16, 16, 3);
        foreach (var setting in Spatter.Settings) Spatter.Splash(image, setting with { Mean = 0, Deviation = 0 }, new float[256]).ShouldBePicture(image);
    }
}
