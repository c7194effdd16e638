using Sinter.Testing;

namespace Sinter.Data.Tests;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("labels")]
    [InlineData("labels.gz")]
    public void Labels_are_read_plain_or_compressed(string name) => IdxFile.ReadLabels(SampleFiles.Write(_folder[name], SampleFiles.Labels(3, 0, 200))).ShouldBe([3, 0, 200]);

    [Fact]
    public void Gray_pictures_have_three_dimensions_and_coloured_ones_four()
    {
        var (count, shape, pixels) = IdxFile.ReadImages(SampleFiles.Write(_folder["gray"], SampleFiles.Idx([2, 1, 3], 1, 2, 3, 4, 5, 6)));
        (count, shape).ShouldBe((2, new ImageShape(3, 1, 1)));
        pixels.ShouldBe([1, 2, 3, 4, 5, 6]);
        var colour = IdxFile.ReadImages(SampleFiles.Write(_folder["colour"], SampleFiles.Idx([1, 2, 1, 3], 1, 2, 3, 4, 5, 6)));
        (colour.Count, colour.Shape).ShouldBe((1, new ImageShape(1, 2, 3)));
    }

    [Fact]
    public void Every_shortened_file_is_refused_with_its_name()
    {
        var whole = SampleFiles.Idx([2, 1, 3], 1, 2, 3, 4, 5, 6);
        for (var length = 0; length < whole.Length; length++)
        {
            var path = SampleFiles.Write(_folder["cut"], whole[..length]);
            SampleFiles.ShouldFail(() => IdxFile.ReadImages(path), DatasetError.DamagedLabels, path);
        }
    }

    [Fact]
    public void A_shortened_gz_file_is_refused_with_its_name()
    {
        var path = SampleFiles.Write(_folder["a.gz"], SampleFiles.Labels([.. Enumerable.Range(0, 200).Select(static i => (byte)(i * i))]));
        var whole = File.ReadAllBytes(path);
        foreach (var length in (int[])[0, 5, 11, 60, whole.Length - 20])
        {
            File.WriteAllBytes(path, whole[..length]);
            SampleFiles.ShouldFail(() => IdxFile.ReadLabels(path), DatasetError.DamagedLabels, path);
        }
    }

    [Fact]
    public void Bytes_after_the_end_are_refused()
    {
        var path = SampleFiles.Write(_folder["long"], [.. SampleFiles.Labels(1, 2), 0]);
        SampleFiles.ShouldFail(() => IdxFile.ReadLabels(path), DatasetError.DamagedLabels, path, "bytes follow");
    }

    [Fact]
    public void Pictures_in_the_place_of_labels_are_recognised()
    {
        var path = SampleFiles.Write(_folder["images"], SampleFiles.Idx([1, 1, 1], 9));
        SampleFiles.ShouldFail(() => IdxFile.ReadLabels(path), DatasetError.DamagedLabels, path, "3 dimensions", "swapped");
    }

    [Fact]
    public void A_header_that_promises_more_than_the_file_can_hold_takes_no_memory()
    {
        var header = SampleFiles.Idx([0x7FFFFFF, 4, 3]);
        var path = SampleFiles.Write(_folder["huge"], header);
        SampleFiles.ShouldFail(() => IdxFile.ReadImages(path), DatasetError.DamagedLabels, path, "1610612724", "more than the file can hold");
        SampleFiles.Write(_folder["huger"], SampleFiles.Idx([int.MaxValue, int.MaxValue, int.MaxValue]));
        SampleFiles.ShouldFail(() => IdxFile.ReadImages(_folder["huger"]), DatasetError.DamagedLabels, "2 GB");
    }

    [Fact]
    public void Other_element_types_are_refused()
    {
        var bytes = SampleFiles.Labels(1, 2, 3, 4);
        bytes[2] = 0x0D;
        var path = SampleFiles.Write(_folder["floats"], bytes);
        SampleFiles.ShouldFail(() => IdxFile.ReadLabels(path), DatasetError.DamagedLabels, "0x0d", "0x08");
    }
}
