using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Sinter.Tensors;

namespace Sinter.Data.Tests;

/// <summary>The canvas against slow references.</summary>
[Trait("Category", "Kernel")]
public class DrawingTests
{
    private const int Samples = 8;

    [Fact]
    public void Sine_and_cosine_are_within_a_thousandth()
    {
        for (var turns = -3f; turns < 3; turns += 0.001f)
        {
            ((double)Turns.Sin(turns)).ShouldBe(Math.Sin(2 * Math.PI * turns), 0.0011);
            ((double)Turns.Cos(turns)).ShouldBe(Math.Cos(2 * Math.PI * turns), 0.0011);
        }
    }

    [Fact]
    public void A_disc_covers_its_area_and_a_cut_takes_it_away()
    {
        var canvas = Blank();
        canvas.Disc(new Vector2(15.3f, 16.8f), 7);
        Ink(canvas).Sum().ShouldBe(Math.PI * 49, 1);
        canvas = Blank();
        canvas.Disc(new Vector2(15.3f, 16.8f), 7);
        canvas.Disc(new Vector2(15.3f, 16.8f), 8, cut: true);
        Ink(canvas).Max().ShouldBe(0);
    }

    [Fact]
    public void A_line_is_as_thick_as_asked() => Covers(static canvas => canvas.Line(new Vector2(5, 8.2f), new Vector2(26, 21), 3), static point =>
    {
        var (from, along) = (new Vector2(5, 8.2f), new Vector2(21, 12.8f));
        var place = Math.Clamp(Vector2.Dot(point - from, along) / along.LengthSquared(), 0, 1);
        return Vector2.Distance(point, from + (along * place)) < 1.5f;
    });

    [Fact]
    public void A_ring_is_empty_inside() => Covers(
        static canvas => canvas.Ring(new Vector2(16, 15), 8, 3), static point => Math.Abs(Vector2.Distance(point, new Vector2(16, 15)) - 8) < 1.5f);

    [Fact]
    public void A_polygon_covers_what_lies_inside_it() => Prop.ForAll(Gen.Choose(0, 100000).ToArbitrary(), static seed =>
    {
        var random = new Draws();
        random.Start(new Philox(seed, "test"), 0);
        var corners = Enumerable.Range(0, 3 + random.Whole(5)).Select(_ => random.Near(new Vector2(16), 15)).ToArray();
        // A sliver across the picture, on the centres of thirty pixels, is covered by half.
        Covers(canvas => canvas.Polygon(corners), point => Inside(corners, point), most: 0.75, slack: 16);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void What_lies_outside_the_picture_is_cut_off()
    {
        var canvas = Blank();
        canvas.Line(new Vector2(-50, -40), new Vector2(-10, -3), 4);
        canvas.Disc(new Vector2(60, 10), 5);
        canvas.Polygon([new(40, 40), new(50, 40), new(50, 50)]);
        Ink(canvas).Max().ShouldBe(0);
        canvas.Polygon([new(-40, -40), new(80, -40), new(80, 80), new(-40, 80)]);
        Ink(canvas).Min().ShouldBe(1);
    }

    [Fact]
    public void Noise_stays_within_its_bounds_and_is_even()
    {
        var (canvas, random, pixels) = (new Canvas(), new Draws(), new byte[3072]);
        random.Start(new Philox(1, "test"), 0);
        canvas.Clear(new Colour(0.5f, 0.5f, 0.5f));
        canvas.Finish(random, 0.1f, pixels);
        ((double)pixels.Min()).ShouldBe(102, 1);
        ((double)pixels.Max()).ShouldBe(153, 1);
        pixels.Average(static value => (double)value).ShouldBe(127.5, 1);
    }

    // each pixel's cover against the share of its sample points inside: distances see corners roughly
    private static void Covers(Action<Canvas> draw, Func<Vector2, bool> inside, double most = 0.4, double slack = 3)
    {
        var canvas = Blank();
        draw(canvas);
        var (ink, total, expectedTotal) = (Ink(canvas), 0.0, 0.0);
        for (var i = 0; i < ink.Length; i++)
        {
            var expected = 0.0;
            for (var s = 0; s < Samples * Samples; s++)
            {
                var point = new Vector2((i % 32) + (((s % Samples) + 0.5f) / Samples), (i / 32) + (((s / Samples) + 0.5f) / Samples));
                if (inside(point)) expected += 1.0 / (Samples * Samples);
            }

            ink[i].ShouldBe(expected, most, $"pixel {i % 32}, {i / 32}");
            total += ink[i];
            expectedTotal += expected;
        }

        total.ShouldBe(expectedTotal, slack + (0.05 * expectedTotal));
    }

    private static bool Inside(Vector2[] corners, Vector2 point)
    {
        var inside = false;
        for (int i = 0, j = corners.Length - 1; i < corners.Length; j = i++)
        {
            var (a, b) = (corners[i], corners[j]);
            if (a.Y > point.Y != b.Y > point.Y && point.X < ((b.X - a.X) * (point.Y - a.Y) / (b.Y - a.Y)) + a.X) inside = !inside;
        }

        return inside;
    }

    private static Canvas Blank()
    {
        var canvas = new Canvas();
        canvas.Clear(new Colour(0, 0, 0));
        return canvas;
    }

    // the mask, by painting it white on black
    private static double[] Ink(Canvas canvas)
    {
        var pixels = new byte[3072];
        canvas.Fill(new Colour(1, 1, 1));
        canvas.Finish(new Draws(), 0, pixels);
        return [.. pixels.Chunk(3).Select(static pixel => pixel[0] / 255.0)];
    }
}
