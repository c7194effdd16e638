using FsCheck;
using FsCheck.Fluent;

namespace Sinter.Data.Tests;

[Trait("Category", "Kernel")]
public class PlaneTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sums_are_those_of_the_definition(bool reflect)
    {
        var border = reflect ? Border.Reflect : Border.Extend;
        var tap = from x in Gen.Choose(-9, 9) from y in Gen.Choose(-9, 9) from weight in Gen.Choose(-4, 4) select new Tap(x, y, weight);
        var cases = from width in Gen.Choose(1, 14) from height in Gen.Choose(1, 9) from channels in Gen.Elements(1, 3) from taps in Gen.NonEmptyListOf(tap) select (width, height, channels, taps);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var image = Pictures.Noise(given.width, given.height, given.channels);
            var sums = Plane.Of(image).Convolve([.. given.taps], border).Values;
            for (var i = 0; i < sums.Length; i++)
            {
                var (x, y, channel) = (i / given.channels % given.width, i / given.channels / given.width, i % given.channels);
                var expected = given.taps.Sum(at => at.Weight * image.Pixels[(((Walk(y + at.Y, given.height, reflect) * given.width) + Walk(x + at.X, given.width, reflect)) * given.channels) + channel]);
                sums[i].ShouldBe(expected);
            }
        }).Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public void A_normal_blur_spreads_a_point_and_loses_nothing()
    {
        var point = new Plane(21, 21, 1);
        point.Values[(10 * 21) + 10] = 1;
        var blurred = point.Blur(1.5);
        blurred.Values.Sum().ShouldBe(1, tolerance: 1e-5);
        for (var i = 1; i <= 6; i++) (blurred[10, 10 + i] / blurred[10, 10]).ShouldBe((float)Math.Exp(-i * i / 4.5), tolerance: 1e-5);
        blurred[10, 17].ShouldBe(0);
    }

    [Fact]
    public void A_disk_has_the_weight_one_and_its_shape()
    {
        foreach (var (radius, alias) in DefocusBlur.Settings)
        {
            var taps = DiskKernel.Taps(radius, alias);
            taps.Sum(static tap => (double)tap.Weight).ShouldBeInRange(1 - 1e-6, radius >= 8 ? 1.014 : 1 + 1e-6);
            foreach (var tap in taps) taps.ShouldContain(other => other.X == tap.Y && other.Y == -tap.X && other.Weight == tap.Weight);
        }

        // Radius 1 is a cross of five; so narrow a blur does nothing to it.
        var cross = DiskKernel.Taps(1, 0.1);
        cross.Length.ShouldBe(5);
        cross.ShouldAllBe(static tap => Math.Abs(tap.X) + Math.Abs(tap.Y) <= 1 && Math.Abs(tap.Weight - 0.2f) < 1e-6f);

        // Radius below one half is a point, blurred: the weights of the blur itself.
        var blur = DiskKernel.Taps(0.3, 0.4).ToDictionary(static tap => (tap.X, tap.Y), static tap => tap.Weight);
        (blur[(1, 0)] / blur[(0, 0)]).ShouldBe((float)Math.Exp(-1 / 0.32), tolerance: 1e-6);
    }

    // One step at a time, turning round at the edge.
    private static int Walk(int i, int length, bool reflect)
    {
        if (!reflect || length == 1) return Math.Clamp(i, 0, length - 1);
        while (i < 0 || i >= length) i = i < 0 ? -i : (2 * (length - 1)) - i;
        return i;
    }
}
