using FsCheck;
using FsCheck.Fluent;

namespace Sinter.Data.Tests;

[Trait("Category", "Kernel")]
public class ImageResizeTests
{
    [Theory]
    [Trait("Category", "Golden")]
    [InlineData(ResizeFilter.Bilinear, 64, 48)]
    [InlineData(ResizeFilter.Bilinear, 224, 168)]
    [InlineData(ResizeFilter.Bilinear, 37, 91)]
    [InlineData(ResizeFilter.Bilinear, 128, 96)]
    [InlineData(ResizeFilter.Bilinear, 1, 1)]
    [InlineData(ResizeFilter.Bicubic, 64, 48)]
    [InlineData(ResizeFilter.Bicubic, 224, 168)]
    [InlineData(ResizeFilter.Bicubic, 37, 91)]
    [InlineData(ResizeFilter.Bicubic, 128, 96)]
    [InlineData(ResizeFilter.Bicubic, 1, 1)]
    [InlineData(ResizeFilter.Box, 64, 48)]
    [InlineData(ResizeFilter.Box, 224, 168)]
    [InlineData(ResizeFilter.Box, 37, 91)]
    [InlineData(ResizeFilter.Box, 128, 96)]
    [InlineData(ResizeFilter.Box, 1, 1)]
    public void The_pixels_are_those_of_PIL(ResizeFilter filter, int width, int height)
    {
        using var golden = ImageGolden.Codecs();
        var expected = golden.Read($"{filter.ToString().ToLowerInvariant()}.{width}x{height}");
        ImageResize.Resize(golden.Read("image"), width, height, filter).ShouldBePicture(expected);
    }

    [Theory]
    [InlineData(ResizeFilter.Bilinear)]
    [InlineData(ResizeFilter.Bicubic)]
    [InlineData(ResizeFilter.Box)]
    public void The_pixels_are_those_of_the_definition(ResizeFilter filter)
    {
        // Odd sizes: no old pixel lies on the edge of a new one, where rounding decides to which it belongs.
        var sizes = from channels in Gen.Elements(1, 3, 4)
                    from width in Gen.Choose(0, 35).Select(static n => (2 * n) + 1)
                    from height in Gen.Choose(0, 20).Select(static n => (2 * n) + 1)
                    from newWidth in Gen.Choose(0, 35).Select(static n => (2 * n) + 1)
                    from newHeight in Gen.Choose(0, 20).Select(static n => (2 * n) + 1)
                    select (channels, width, height, newWidth, newHeight);
        Prop.ForAll(sizes.ToArbitrary(), size =>
        {
            var image = Pictures.Noise(size.width, size.height, size.channels);
            ImageResize.Resize(image, size.newWidth, size.newHeight, filter).ShouldBePicture(NaiveResize.Resize(image, size.newWidth, size.newHeight, filter), tolerance: 2);
        }).Check(Config.QuickThrowOnFailure);
    }

    [Theory]
    [InlineData(ResizeFilter.Nearest)]
    [InlineData(ResizeFilter.Bilinear)]
    [InlineData(ResizeFilter.Bicubic)]
    [InlineData(ResizeFilter.Box)]
    public void One_colour_stays_that_colour(ResizeFilter filter)
    {
        var image = new Image(50, 31, 3);
        Array.Fill(image.Pixels, (byte)201);
        foreach (var (width, height) in new[] { (1, 1), (7, 90), (200, 3), (50, 32) })
            ImageResize.Resize(image, width, height, filter).Pixels.ShouldAllBe(static pixel => pixel == 201);
    }

    [Fact]
    public void The_nearest_pixel_is_the_one_under_the_centre()
    {
        var image = new Image(4, 1, 1, [10, 20, 30, 40]);
        ImageResize.Resize(image, 2, 2, ResizeFilter.Nearest).Pixels.ShouldBe([20, 40, 20, 40]);
        ImageResize.Resize(image, 8, 1, ResizeFilter.Nearest).Pixels.ShouldBe([10, 10, 20, 20, 30, 30, 40, 40]);
    }

    [Fact]
    public void The_same_size_gives_the_same_picture()
    {
        var image = Pictures.Noise(9, 5, 3);
        ImageResize.Resize(image, 9, 5, ResizeFilter.Bicubic).ShouldBeSameAs(image);
    }

    [Fact]
    public void Sizes_and_filters_that_there_are_not_are_refused()
    {
        var image = Pictures.Noise(2, 2, 1);
        Should.Throw<ArgumentOutOfRangeException>(() => ImageResize.Resize(image, 0, 1, ResizeFilter.Box));
        Should.Throw<ArgumentOutOfRangeException>(() => ImageResize.Resize(image, 1, 0, ResizeFilter.Box));
        Should.Throw<ArgumentOutOfRangeException>(() => ImageResize.Resize(image, 1, 1, (ResizeFilter)1));
    }
}
