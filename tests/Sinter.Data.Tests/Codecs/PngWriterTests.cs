using FsCheck;
using FsCheck.Fluent;
using Sinter.Testing;

namespace Sinter.Data.Tests;

public class PngWriterTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        var sizes = from width in Gen.Choose(1, 40) from height in Gen.Choose(1, 40) from channels in Gen.Elements(1, 3, 4) from noise in Gen.Elements(true, false) select (width, height, channels, noise);
        Prop.ForAll(sizes.ToArbitrary(), static size =>
        {
            var image = size.noise ? Pictures.Noise(size.width, size.height, size.channels) : Pictures.Scene(size.width, size.height, size.channels);
            PngReader.Decode(PngWriter.Encode(image), "test").ShouldBePicture(image);
        }).Check(Config.QuickThrowOnFailure);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    public void Every_filter_is_undone(int pixel)
    {
        var (row, above) = (Pictures.Noise(31, 1, 1, 1).Pixels, Pictures.Noise(31, 1, 1, 2).Pixels);
        for (var filter = 0; filter < PngFilter.Count; filter++)
        {
            var filtered = new byte[row.Length];
            PngFilter.Apply(filter, row, above, pixel, filtered);
            (filter == 0 || !filtered.AsSpan().SequenceEqual(row)).ShouldBeTrue();
            PngFilter.Undo(filter, filtered, above, pixel).ShouldBeTrue();
            filtered.ShouldBe(row);
        }

        PngFilter.Undo(5, row, above, pixel).ShouldBeFalse();
    }

    [Fact]
    public void Smooth_pictures_become_small()
    {
        var slope = new Image(256, 256, 3, [.. Enumerable.Range(0, 256 * 256 * 3).Select(static i => (byte)((i / 3 % 256 / 2) + (i / 768 / 2)))]);
        PngWriter.Encode(slope).Length.ShouldBeLessThan(slope.Pixels.Length / 50);
    }

    [Fact]
    public void A_file_appears_whole_and_replaces_an_older_one()
    {
        using var folder = new TemporaryFolder();
        var path = folder["a.png"];
        File.WriteAllText(path, "old");
        ImageFile.WritePng(path, Pictures.Scene(9, 7, 3));
        ImageFile.Read(path).ShouldBePicture(Pictures.Scene(9, 7, 3));
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named()
    {
        using var folder = new TemporaryFolder();
        var path = folder["missing", "a.png"];
        var exception = Should.Throw<DatasetException>(() => ImageFile.WritePng(path, Pictures.Scene(2, 2, 3)));
        (exception.Error, exception.Message).ShouldSatisfyAllConditions(static x => x.Error.ShouldBe(DatasetError.Missing), x => x.Message.ShouldContain(path));
    }
}
