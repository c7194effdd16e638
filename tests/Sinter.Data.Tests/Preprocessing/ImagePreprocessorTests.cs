using System.Collections.Immutable;
using Sinter.Testing;

namespace Sinter.Data.Tests;

public class ImagePreprocessorTests
{
    private const string Vit = """
        {"do_normalize": true, "do_resize": true, "feature_extractor_type": "ViTFeatureExtractor", "image_mean": [0.5, 0.25, 0.5], "image_std": [0.5, 0.5, 0.125], "resample": 2, "size": 224}
        """;

    private const string Clip = """
        {"crop_size": 224, "do_center_crop": true, "do_normalize": true, "do_resize": true, "feature_extractor_type": "CLIPFeatureExtractor",
         "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711], "resample": 3, "size": 224}
        """;

    private const string NewClip = """
        {"crop_size": {"height": 20, "width": 30}, "do_center_crop": true, "do_convert_rgb": true, "do_normalize": false, "do_rescale": true, "do_resize": true,
         "image_processor_type": "CLIPImageProcessor", "resample": 3, "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 40}}
        """;

    [Fact]
    public void A_model_without_a_file_gets_a_square_between_minus_one_and_one()
    {
        using var folder = new TemporaryFolder();
        var preprocessor = ImagePreprocessor.Load(folder.Path, 2);
        var values = new float[3 * 2 * 2];
        preprocessor.Apply(new Image(2, 2, 3, [0, 255, 51, 0, 255, 51, 0, 255, 51, 0, 255, 102]), values);
        values[..4].ShouldBe([-1f, -1f, -1f, -1f]);
        values[4..8].ShouldBe([1f, 1f, 1f, 1f]);
        values[8..].ShouldBe([-0.6f, -0.6f, -0.6f, -0.2f], tolerance: 1e-6);
    }

    [Fact]
    public void A_picture_of_another_size_is_resized_and_of_other_channels_converted()
    {
        var values = new float[3 * 8 * 8];
        foreach (var channels in new[] { 1, 3, 4 })
        {
            var image = Pictures.Scene(20, 13, channels);
            ImagePreprocessor.Default(8).Apply(image, values);
            var resized = ImageResize.Resize(image.ToRgb(), 8, 8, ResizeFilter.Bilinear);
            values.ShouldBe([.. Enumerable.Range(0, values.Length).Select(i => (resized.Pixels[(i % 64 * 3) + (i / 64)] / 127.5f) - 1)], tolerance: 1e-6);
        }
    }

    [Fact]
    public void A_network_of_one_channel_gets_luma()
    {
        var values = new float[4];
        ImagePreprocessor.Default(2, channels: 1).Apply(new Image(2, 2, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9]), values);
        values.ShouldBe([(76 / 127.5f) - 1, (150 / 127.5f) - 1, (29 / 127.5f) - 1, (9 / 127.5f) - 1], tolerance: 1e-6);
    }

    [Fact]
    public void The_layout_of_vit_is_read()
    {
        var preprocessor = Load(Vit);
        (preprocessor.Target, preprocessor.Filter, preprocessor.Crop, preprocessor.Rescale).ShouldBe((ResizeTarget.Exactly(224, 224), ResizeFilter.Bilinear, null, 1.0 / 255));
        var values = new float[3 * 224 * 224];
        preprocessor.Apply(new Image(1, 1, 3, [255, 255, 255]), values);
        (values[0], values[224 * 224], values[^1]).ShouldBe((1f, 1.5f, 4f));
    }

    [Fact]
    public void The_layout_of_clip_is_read()
    {
        var preprocessor = Load(Clip);
        (preprocessor.Target, preprocessor.Filter, preprocessor.Crop).ShouldBe((ResizeTarget.Shortest(224), ResizeFilter.Bicubic, (224, 224)));
        var values = new float[3 * 224 * 224];
        preprocessor.Apply(Pictures.Scene(300, 500, 3), values);
        ((double)values.Min()).ShouldBeGreaterThan(-1.8);
    }

    [Fact]
    public void The_shorter_side_is_fitted_and_the_centre_cut()
    {
        var preprocessor = Load(NewClip);
        var image = Pictures.Scene(100, 61, 3);
        var expected = ImageCrop.Cut(ImageResize.Resize(image, 65, 40, ResizeFilter.Bicubic), 17, 10, 30, 20);
        preprocessor.Fit(image).ShouldBePicture(expected);
        var values = new float[3 * 20 * 30];
        preprocessor.Apply(image, values);
        values[1].ShouldBe(expected.Pixels[3] / 255f, tolerance: 1e-6);
    }

    [Theory]
    [InlineData(Vit)]
    [InlineData(Clip)]
    [InlineData(NewClip)]
    [InlineData("""{"do_resize": false, "do_rescale": false, "image_mean": [1], "image_std": [2]}""")]
    [InlineData("{}")]
    public void What_is_saved_is_read_back(string json)
    {
        using var folder = new TemporaryFolder();
        var preprocessor = Load(json);
        preprocessor.Save(folder.Path);
        var again = ImagePreprocessor.Load(folder.Path, 1);
        (again.Target, again.Filter, again.Crop, again.Rescale).ShouldBe((preprocessor.Target, preprocessor.Filter, preprocessor.Crop, preprocessor.Rescale));
        again.Mean.ShouldBe(preprocessor.Mean);
        again.Deviation.ShouldBe(preprocessor.Deviation);
    }

    [Theory]
    [InlineData("[]", "no JSON object")]
    [InlineData("{", "no JSON")]
    [InlineData("""{"resample": 1}""", "resample is 1")]
    [InlineData("""{"resample": 2.5}""", "resample is 2.5")]
    [InlineData("""{"size": {"longest_edge": 3}}""", "shortest_edge")]
    [InlineData("""{"size": 0}""", "size has 0")]
    [InlineData("""{"size": 100000}""", "size has 100000")]
    [InlineData("""{"do_resize": "yes"}""", "do_resize")]
    [InlineData("""{"image_mean": [0.5, 0.5]}""", "image_mean has 2")]
    [InlineData("""{"image_std": [0.5, 0.5, 0]}""", "positive")]
    [InlineData("""{"image_mean": ["a"]}""", "image_mean")]
    [InlineData("""{"image_mean": 1}""", "image_mean")]
    [InlineData("""{"rescale_factor": "x"}""", "rescale_factor")]
    public void A_wrong_file_is_refused_by_name(string json, string complaint)
    {
        var exception = Should.Throw<DatasetException>(() => Load(json));
        exception.Error.ShouldBe(DatasetError.InvalidOption);
        exception.Message.ShouldContain(ImagePreprocessor.FileName);
        exception.Message.ShouldContain(complaint);
    }

    [Fact]
    public void A_destination_of_another_size_is_refused() =>
        Should.Throw<ArgumentException>(static () => ImagePreprocessor.Default(4).Apply(Pictures.Scene(4, 4, 3), new float[47])).Message.ShouldContain("room for 47");

    [Fact]
    public void A_picture_that_would_become_huge_is_refused() =>
        Should.Throw<DatasetException>(static () => Load(Clip).Fit(new Image(1, 60_000, 1))).Error.ShouldBe(DatasetError.UnsupportedImage);

    [Fact]
    public void Means_and_deviations_go_together()
    {
        Should.Throw<ArgumentException>(static () => new ImagePreprocessor([0.5, 0.5], [1, 1]));
        Should.Throw<ArgumentException>(static () => new ImagePreprocessor(ImmutableArray.Create(0.5), ImmutableArray.Create(0.0)));
    }

    private static ImagePreprocessor Load(string json)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder[ImagePreprocessor.FileName], json);
        return ImagePreprocessor.Load(folder.Path, 32);
    }
}
