using System.Globalization;
using System.Text.Json;
using Sinter.Testing;

namespace Sinter.Data.Tests;

/// <summary>Our corruptions against the pixels of the code that made CIFAR-10-C and ImageNet-C.</summary>
[Trait("Category", "Golden")]
public class CorruptionGoldenTests
{
    private const int Cifar = 0;
    private const int ImageNet = 5;

    [Theory]
    [InlineData("contrast__cifar-c-32", "contrast", Cifar)]
    [InlineData("contrast__cifar-c-64", "contrast", Cifar)]
    [InlineData("pixelate__cifar-c-32", "pixelate", Cifar)]
    [InlineData("pixelate__cifar-c-64", "pixelate", Cifar)]
    public void Pixels_without_chance_are_the_same(string file, string name, int first)
    {
        using var golden = Open(file);
        for (var picture = 0; picture < golden.Count("input"); picture++)
        {
            for (var severity = 1; severity <= 5; severity++)
                Corruption.Parse(name).Corrupt(golden.Read("input", picture), first + severity - 1, default).ShouldBePicture(golden.Read($"severity{severity}", picture));
        }
    }

    // ImageNet-C made for 64 pixels has its own parameters: contrast those of ImageNet-C, pixelate (.9 .. .5) and JPEG others.
    [Fact]
    public void Contrast_with_the_parameters_of_ImageNet_is_the_same()
    {
        using var golden = Open("contrast__imagenet-c-64");
        for (var severity = 1; severity <= 5; severity++)
            Corruption.Parse("contrast").Corrupt(golden.Read("input", 1), ImageNet + severity - 1, default).ShouldBePicture(golden.Read($"severity{severity}", 1));
    }

    [Theory]
    [InlineData("jpeg-compression__cifar-c-32", Cifar)]
    [InlineData("jpeg-compression__cifar-c-64", Cifar)]
    [InlineData("jpeg-compression__imagenet-c-on-64", ImageNet)]
    public void Jpeg_is_the_same(string file, int first)
    {
        Pictures.RequireTurbo();
        using var golden = Open(file);
        for (var severity = 1; severity <= 5; severity++)
        {
            var ours = Corruption.Parse("jpeg_compression").Corrupt(golden.Read("input", 1), first + severity - 1, default);
            ours.ShouldBePicture(golden.Read($"severity{severity}", 1));
        }
    }

    [Fact]
    public void Gaussian_noise_with_given_numbers_is_the_same()
    {
        using var golden = Open("gaussian-noise__cifar-c-32-given-noise");
        var normal = golden.ReadFloats("input.normal");
        for (var picture = 0; picture < 2; picture++)
        {
            for (var severity = 1; severity <= 5; severity++)
            {
                GaussianNoise.Add(golden.Read("input", picture), GaussianNoise.Sigma[severity - 1], normal.AsSpan(picture * 3072, 3072))
                    .ShouldBePicture(golden.Read($"severity{severity}", picture));
            }
        }
    }

    [Theory]
    [InlineData(-45)]
    [InlineData(-20)]
    [InlineData(0)]
    [InlineData(30)]
    public void Motion_blur_at_a_given_angle_is_one_off_at_most_in_few_values(int angle)
    {
        using var golden = Open("motion-blur__cifar-c-32-given-angle");
        for (var severity = 1; severity <= 5; severity++)
        {
            var (radius, sigma) = MotionBlur.Settings[severity - 1];
            ShouldBeNear(MotionBlur.Blur(golden.Read("input", 1), radius, sigma, angle), golden.Read($"severity{severity}.angle{angle}", 1), share: 0.002);
        }
    }

    [Fact]
    public void Spatter_with_given_numbers_is_the_same()
    {
        using var golden = Open("spatter__cifar-c-32-given-noise");
        var normal = golden.ReadFloats("input.normal");
        for (var picture = 0; picture < 2; picture++)
        {
            for (var severity = 1; severity <= 5; severity++)
            {
                Spatter.Splash(golden.Read("input", picture), Spatter.Settings[severity - 1], normal.AsSpan(picture * 1024, 1024))
                    .ShouldBePicture(golden.Read($"severity{severity}", picture));
            }
        }
    }

    [Theory]
    [InlineData("gaussian_noise")]
    [InlineData("impulse_noise")]
    [InlineData("spatter")]
    [InlineData("motion_blur")]
    public void Random_corruptions_have_the_statistics_of_the_reference(string name)
    {
        using var golden = Open("random__cifar-c-32-statistics");
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("goldens", "methods", "images", "random__cifar-c-32-statistics.json")));
        var clean = Enumerable.Range(0, golden.Count("input")).Select(picture => golden.Read("input", picture)).ToArray();
        for (var severity = 1; severity <= 5; severity++)
        {
            var expected = file.RootElement.GetProperty("statistics").GetProperty(name).GetProperty($"severity{severity}");
            var spoilt = clean.Select((image, i) => Corruption.Parse(name).Apply(image, severity, CorruptionTable.Cifar, 7, "golden", i)).ToArray();
            Compare("mean_absolute_difference", static (x, y) => Math.Abs(x - y));
            Compare("mean_difference", static (x, y) => y - x);
            var changed = clean.Zip(spoilt, static (a, b) => a.Pixels.Chunk(3).Zip(b.Pixels.Chunk(3), static (x, y) => x.SequenceEqual(y) ? 0.0 : 1).Average()).Average();
            Near("fraction_of_pixels_changed", changed);

            void Compare(string statistic, Func<int, int, int> difference) =>
                Near(statistic, clean.Zip(spoilt, (a, b) => a.Pixels.Zip(b.Pixels, (x, y) => difference(x, y)).Average()).Average());

            void Near(string statistic, double ours)
            {
                // Four standard errors, of a difference of two such means.
                var error = expected.GetProperty($"standard_error_of_{statistic}").GetDouble() * Math.Sqrt(2);
                ours.ShouldBe(expected.GetProperty(statistic).GetDouble(), 4 * error, string.Create(CultureInfo.InvariantCulture, $"{name} {severity} {statistic}"));
            }
        }
    }

    private static ImageGolden Open(string name) => new("methods", "images", name + ".safetensors");

    private static void ShouldBeNear(Image actual, Image expected, double share)
    {
        actual.ShouldBePicture(expected, tolerance: 1);
        (actual.Pixels.Zip(expected.Pixels).Count(static pair => pair.First != pair.Second) / (double)actual.Pixels.Length).ShouldBeLessThan(share);
    }
}
