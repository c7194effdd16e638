namespace Sinter.Data.Tests;

public class MemoryImageSetTests
{
    private static readonly MemoryImageSet Two = new("two", ["a", "b"], [1, 0], new ImageShape(2, 1, 1), [10, 20, 30, 40]);

    [Fact]
    public void Pixels_are_those_of_the_picture_and_reading_copies_them()
    {
        Two.Pixels(1).ToArray().ShouldBe([30, 40]);
        var image = Two.Read(1);
        image.Pixels[0] = 99;
        Two.Pixels(1)[0].ShouldBe((byte)30);
        (image.Width, image.Height, image.Channels).ShouldBe((2, 1, 1));
    }

    [Fact]
    public void Padding_puts_black_around_every_picture()
    {
        var padded = Two.Padded(1);
        padded.Shape.ShouldBe(new ImageShape(4, 3, 1));
        padded.Pixels(0).ToArray().ShouldBe([0, 0, 0, 0, 0, 10, 20, 0, 0, 0, 0, 0]);
        padded.Pixels(1).ToArray().ShouldBe([0, 0, 0, 0, 0, 30, 40, 0, 0, 0, 0, 0]);
        padded.Labels.ShouldBe(Two.Labels);
    }

    [Fact]
    public void Colour_pictures_are_padded_by_whole_pixels() =>
        new MemoryImageSet("rgb", [], [], new ImageShape(1, 1, 3), [1, 2, 3]).Padded(1).Pixels(0)[12..15].ToArray().ShouldBe([1, 2, 3]);

    [Fact]
    public void Gray_becomes_colour_by_repetition_and_alpha_is_dropped()
    {
        Two.ToRgb().Pixels(0).ToArray().ShouldBe([10, 10, 10, 20, 20, 20]);
        new MemoryImageSet("rgba", [], [], new ImageShape(1, 1, 4), [1, 2, 3, 4]).ToRgb().Pixels(0).ToArray().ShouldBe([1, 2, 3]);
        for (var i = 0; i < 2; i++) Two.ToRgb().Read(i).Pixels.ShouldBe(Two.Read(i).ToRgb().Pixels);
    }

    [Fact]
    public void Labels_and_pictures_must_agree()
    {
        SampleFiles.ShouldFail(() => _ = new MemoryImageSet("x", ["a"], [0], new ImageShape(1, 1, 1), [1, 2]), DatasetError.CountMismatch, "x", "2 pictures", "1 labels");
        SampleFiles.ShouldFail(() => _ = new MemoryImageSet("x", ["a"], [0, 1], new ImageShape(1, 1, 1), [1, 2]), DatasetError.UnknownClass, "x[1]", "label 1", "0 to 0");
    }

    [Fact]
    public void Loading_decodes_every_picture_and_applies_the_transform()
    {
        var loaded = MemoryImageSet.Load(Two.Subset([1, 0, 1]), static image => image.ToRgb());
        loaded.Count.ShouldBe(3);
        loaded.Labels.ShouldBe([0, 1, 0]);
        loaded.Pixels(2).ToArray().ShouldBe([30, 30, 30, 40, 40, 40]);
        MemoryImageSet.Load(Two).ShouldBeSameAs(Two);
    }

    [Fact]
    public void Pictures_of_several_sizes_are_refused_with_the_first_that_differs()
    {
        Image Odd(Image image) => image.Pixels[0] == 10 ? image : new Image(1, 1, 1);
        SampleFiles.ShouldFail(() => MemoryImageSet.Load(Two.Subset([0, 0, 1, 1]), Odd), DatasetError.UnsupportedImage, "two[1]", "1 x 1 x 1", "2 x 1 x 1");
    }

    [Fact]
    public void Copying_a_picture_allocates_nothing()
    {
        var (set, pixels) = (ImageSet.Concat("joint", Two, Two.Subset([1])), new byte[2]);
        set.CopyTo(2, pixels);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 3; i++) set.CopyTo(i, pixels);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        pixels.ShouldBe([30, 40]);
    }
}
