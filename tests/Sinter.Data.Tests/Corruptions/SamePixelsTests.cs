using System.Security.Cryptography;

namespace Sinter.Data.Tests;

[Trait("Category", "Kernel")]
public class SamePixelsTests
{
    // JPEG is libturbojpeg's; everything else is ours, whatever the processor.
    [Theory]
    [InlineData("gaussian_noise", "70707c5b620de20c")]
    [InlineData("shot_noise", "df45096da5f769d5")]
    [InlineData("impulse_noise", "a0aaf1a1481b2475")]
    [InlineData("defocus_blur", "c3d69d4e6a4420cf")]
    [InlineData("motion_blur", "0f9a17157765434a")]
    [InlineData("fog", "fbef5b92cdaafcd9")]
    [InlineData("brightness", "b78d22828ad4dfee")]
    [InlineData("contrast", "b867bbb9457f0fc5")]
    [InlineData("pixelate", "9bd73629c3a781b2")]
    [InlineData("spatter", "313e694f130bc2cd")]
    public void Every_machine_makes_the_same_pixels(string name, string expected)
    {
        var pixels = from table in new[] { CorruptionTable.Cifar, CorruptionTable.ImageNet }
                     from severity in Enumerable.Range(1, 5)
                     from pixel in Corruption.Parse(name).Apply(Pictures.Scene(61, 45, 3), severity, table, 42, "same", 7).Pixels
                     select pixel;
        Convert.ToHexStringLower(SHA256.HashData([.. pixels]))[..16].ShouldBe(expected);
    }
}
