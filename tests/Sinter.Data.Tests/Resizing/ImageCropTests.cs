namespace Sinter.Data.Tests;

public class ImageCropTests
{
    private static readonly Image Numbers = new(4, 3, 1, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

    [Fact]
    public void The_centre_is_cut_out() => ImageCrop.Centre(Numbers, 2, 1).Pixels.ShouldBe([5, 6]);

    [Fact]
    public void An_odd_rest_is_cut_at_the_end() => ImageCrop.Centre(Numbers, 1, 2).Pixels.ShouldBe([1, 5]);

    // transformers: a picture of 3 rows on 6 starts at row ceil(3 / 2) = 2.
    [Fact]
    public void A_smaller_picture_gets_a_black_border() =>
        ImageCrop.Centre(new Image(1, 3, 1, [7, 8, 9]), 3, 6).Pixels.ShouldBe([0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 8, 0, 0, 9, 0, 0, 0, 0]);

    [Fact]
    public void One_side_may_be_cut_and_the_other_padded() => ImageCrop.Centre(new Image(4, 1, 1, [1, 2, 3, 4]), 2, 3).Pixels.ShouldBe([0, 0, 2, 3, 0, 0]);

    [Fact]
    public void What_lies_outside_is_black()
    {
        ImageCrop.Cut(Numbers, -1, 2, 3, 2).Pixels.ShouldBe([0, 8, 9, 0, 0, 0]);
        ImageCrop.Cut(Numbers, 9, 9, 2, 1).Pixels.ShouldBe([0, 0]);
        ImageCrop.Cut(Numbers, int.MinValue, int.MaxValue, 2, 1).Pixels.ShouldBe([0, 0]);
    }

    [Fact]
    public void Channels_stay_together() => ImageCrop.Cut(new Image(2, 1, 3, [1, 2, 3, 4, 5, 6]), 1, 0, 1, 1).Pixels.ShouldBe([4, 5, 6]);
}
