using Sinter.Tensors;

namespace Sinter.Data.Tests;

public class AugmenterTests
{
    private const int Side = 8;
    private static readonly Image Picture = Random(Side, Side);

    [Fact]
    public void Without_augmentation_the_pixels_come_out_unchanged()
    {
        var result = Apply(Augmentation.None, 3);
        for (var channel = 0; channel < 3; channel++)
            for (var i = 0; i < Side * Side; i++) result[channel * Side * Side + i].ShouldBe(Picture.Pixels[i * 3 + channel] / 255f, 1e-5f);
    }

    [Fact]
    public void About_half_of_the_pictures_are_mirrored()
    {
        var plain = Apply(Augmentation.None, 0);
        var mirrored = 0;
        for (var index = 0; index < 200; index++)
        {
            var result = Apply(new Augmentation { Flip = true }, index);
            if (Math.Abs(result[0] - plain[0]) < 1e-5f) continue;
            mirrored++;
            for (var y = 0; y < Side; y++)
                for (var x = 0; x < Side; x++) result[y * Side + x].ShouldBe(plain[y * Side + Side - 1 - x], 1e-5f);
        }

        mirrored.ShouldBeInRange(70, 130);
    }

    [Fact]
    public void A_variation_depends_on_its_stream_alone()
    {
        var augmentation = Augmentation.Strong with { Flip = true };
        Apply(augmentation, 5).ShouldBe(Apply(augmentation, 5));
        Apply(augmentation, 5).ShouldNotBe(Apply(augmentation, 6));
    }

    [Fact]
    public void Every_value_stays_between_0_and_1()
    {
        var augmentation = Augmentation.Strong with { Flip = true, Exposure = 0.9, Colour = 0.9, Shift = 0.9, Shrink = 3, Rotation = 180 };
        for (var index = 0; index < 100; index++) Apply(augmentation, index).ShouldAllBe(static value => value >= 0 && value <= 1);
    }

    [Fact]
    public void A_turn_by_a_quarter_moves_the_corners()
    {
        // One draw in many is close to the largest angle; look for it by its effect: the red channel's first row becomes a column.
        var turned = Enumerable.Range(0, 4000).Select(static index => Apply(new Augmentation { Rotation = 90 }, index)).MaxBy(static result => Columnness(result))!;
        Columnness(turned).ShouldBeGreaterThan(0.95);

        static double Columnness(float[] result)
        {
            var plain = Apply(Augmentation.None, 0);
            var straight = Enumerable.Range(0, Side).Sum(i => Math.Abs(result[i * Side] - plain[Side - 1 - i]));
            var other = Enumerable.Range(0, Side).Sum(i => Math.Abs(result[i * Side + Side - 1] - plain[i]));
            return 1 - Math.Min(straight, other) / Side;
        }
    }

    [Fact]
    public void Erased_rectangles_appear_as_often_as_asked()
    {
        var plain = Apply(Augmentation.None, 0);
        var erased = Enumerable.Range(0, 500).Count(index => !Apply(new Augmentation { Erase = 0.3 }, index).AsSpan().SequenceEqual(plain));
        erased.ShouldBeInRange(110, 190);
    }

    [Fact]
    public void A_larger_picture_is_scaled_to_the_side()
    {
        var flat = new Image(21, 13, 3);
        flat.Pixels.AsSpan().Fill(51);
        var result = new float[3 * Side * Side];
        Augmenter.Apply(flat, Augmentation.Light with { Exposure = 0 }, new Philox(1, "test"), Side, result);
        result.ShouldAllBe(static value => Math.Abs(value - 0.2f) < 1e-5f);
    }

    private static float[] Apply(Augmentation augmentation, int index)
    {
        var result = new float[3 * Side * Side];
        Augmenter.Apply(Picture, augmentation, new Philox(1, "test", "", index), Side, result);
        return result;
    }

    private static Image Random(int width, int height)
    {
        var image = new Image(width, height, 3);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)new Philox(7, "pixels").Bits(i);
        return image;
    }
}
