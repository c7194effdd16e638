using Sinter.Testing;

namespace Sinter.Data.Tests;

public sealed class TileSheetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tiles_are_cut_row_by_row_and_sheets_follow_one_another()
    {
        SampleFiles.Sheet(_folder["train-00.png"], 3, 2);
        SampleFiles.Sheet(_folder["train-01.png"], 3, 1, first: 6);
        var (shape, pixels) = TileSheet.Read(TileSheet.Find(_folder.Path, "train"), 8, "labels");
        shape.ShouldBe(new ImageShape(32, 32, 1));
        for (var tile = 0; tile < 8; tile++)
        {
            pixels[tile * 1024].ShouldBe((byte)255);
            pixels.AsSpan((tile * 1024) + 1, 1023).IndexOfAnyExcept((byte)tile).ShouldBe(-1, $"tile {tile}");
        }
    }

    [Theory]
    [InlineData(3, DatasetError.CountMismatch, "2 rows of 3 tiles", "3 of its 3 labels")]
    [InlineData(7, DatasetError.CountMismatch, "6 tiles", "7 labels")]
    public void Labels_must_fill_the_rows(int labels, DatasetError error, params string[] words)
    {
        var path = SampleFiles.Sheet(_folder["train.png"], 3, 2);
        SampleFiles.ShouldFail(() => TileSheet.Read([path], labels, "train-labels"), error, [path, "train-labels", .. words]);
    }

    [Fact]
    public void A_sheet_of_another_size_is_refused()
    {
        var path = SampleFiles.Picture(_folder["train.png"], 1, 33, 32);
        SampleFiles.ShouldFail(() => TileSheet.Read([path], 1, "labels"), DatasetError.UnsupportedImage, path, "33 x 32");
    }
}
