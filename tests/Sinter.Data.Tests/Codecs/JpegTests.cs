namespace Sinter.Data.Tests;

public class JpegTests
{
    [Theory]
    [Trait("Category", "Golden")]
    [InlineData("q95.jpg")]
    [InlineData("q60-progressive.jpg")]
    [InlineData("gray.jpg")]
    public void Files_of_another_program_give_its_pixels(string file)
    {
        Pictures.RequireTurbo();
        using var golden = ImageGolden.Codecs();
        ImageFile.Read(ImageGolden.File(file)).ShouldBePicture(golden.Read(file + ".decoded"));
    }

    [Theory]
    [InlineData(1, JpegSubsampling.Quarter)]
    [InlineData(3, JpegSubsampling.Quarter)]
    [InlineData(3, JpegSubsampling.Full)]
    public void A_high_quality_keeps_a_picture_nearly(int channels, JpegSubsampling subsampling)
    {
        Pictures.RequireTurbo();
        var image = Pictures.Scene(67, 41, channels);
        var decoded = ImageFile.Decode(JpegWriter.Encode(image, 98, subsampling), "test");
        (decoded.Width, decoded.Height, decoded.Channels).ShouldBe((67, 41, channels));
        Pictures.MeanDifference(image, decoded).ShouldBeLessThan(4);
    }

    [Fact]
    public void Full_colour_is_nearer_than_a_quarter_and_larger()
    {
        Pictures.RequireTurbo();
        var image = Pictures.Noise(64, 64, 3);
        var (full, quarter) = (JpegWriter.Encode(image, 95, JpegSubsampling.Full), JpegWriter.Encode(image, 95));
        full.Length.ShouldBeGreaterThan(quarter.Length);
        Pictures.MeanDifference(image, ImageFile.Decode(full, "full")).ShouldBeLessThan(Pictures.MeanDifference(image, ImageFile.Decode(quarter, "quarter")) / 2);
    }

    [Fact]
    public void Alpha_is_dropped()
    {
        Pictures.RequireTurbo();
        var image = Pictures.Scene(16, 16, 4);
        JpegWriter.Encode(image, 80).ShouldBe(JpegWriter.Encode(image.ToRgb(), 80));
    }

    [Fact]
    public void Many_threads_decode_the_same_pixels()
    {
        Pictures.RequireTurbo();
        var images = Enumerable.Range(0, 64).Select(static seed => Pictures.Scene(20 + seed, 90 - seed, 3, seed)).ToArray();
        var files = Array.ConvertAll(images, static image => JpegWriter.Encode(image, 75));
        var alone = Array.ConvertAll(files, static file => JpegReader.Decode(file, "test").Pixels);
        Parallel.For(0, 640, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => JpegReader.Decode(JpegWriter.Encode(images[i % 64], 75), "test").Pixels.ShouldBe(alone[i % 64]));
    }

    [Fact]
    public void A_picture_is_never_read_with_the_tables_of_the_one_before()
    {
        Pictures.RequireTurbo();
        var whole = JpegWriter.Encode(Pictures.Scene(24, 24, 1), 80);
        var table = whole.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDB]);
        byte[] without = [.. whole[..table], .. whole[(table + 2 + (whole[table + 2] << 8) + whole[table + 3])..]];
        for (var turn = 0; turn < 2; turn++)
        {
            JpegReader.Decode(whole, "whole").Width.ShouldBe(24);
            Should.Throw<DatasetException>(() => JpegReader.Decode(without, "without")).Message.ShouldContain("Quantization table");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_quality_that_there_is_not_is_refused(int quality) =>
        Should.Throw<ArgumentOutOfRangeException>(() => JpegWriter.Encode(Pictures.Scene(2, 2, 3), quality));

    [Fact]
    public void A_picture_too_wide_for_jpeg_is_refused()
    {
        Pictures.RequireTurbo();
        Should.Throw<DatasetException>(() => JpegWriter.Encode(new Image(70_000, 1, 1), 80)).Error.ShouldBe(DatasetError.UnsupportedImage);
    }

    [Fact]
    public void A_missing_library_names_the_package()
    {
        var exception = Should.Throw<DatasetException>(static () => TurboLibrary.Load(["no-such-library.so.0"]));
        exception.Error.ShouldBe(DatasetError.MissingLibrary);
        exception.Message.ShouldContain("apt-get install libturbojpeg0");
    }
}
