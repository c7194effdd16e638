using Sinter.Testing;

namespace Sinter.Data.Tests;

public sealed class ContactSheetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sheet_has_a_row_a_class()
    {
        var sheet = ContactSheet.Draw(SampleFiles.Set("s", 1, 0, 1), columns: 3);
        (sheet.Width, sheet.Height, sheet.Channels).ShouldBe((196, 130, 3));
        int At(int column, int row) => sheet.Pixels[((((row * 66) + 30) * sheet.Width) + (column * 66) + 30) * 3];
        (At(0, 0), At(1, 0), At(0, 1), At(1, 1), At(2, 1)).ShouldBe((1, 255, 0, 2, 255));
    }

    [Fact]
    public void Sheets_are_stacked()
    {
        var sheet = ContactSheet.Draw(SampleFiles.Set("s", 0), columns: 2);
        var stacked = ContactSheet.Stack([sheet, sheet]);
        (stacked.Width, stacked.Height).ShouldBe((130, 138));
        stacked.Pixels[^(sheet.Pixels.Length)..].ShouldBe(sheet.Pixels);
    }

    [Fact]
    public void A_summary_counts_every_class()
    {
        var set = SampleFiles.Set("s", 0, 2, 2, 2);
        var summary = SplitSummary.Of(set);
        (summary.Count, summary.Classes, summary.FewestOfAClass, summary.MostOfAClass).ShouldBe((4, 3, 0, 3));
        summary.Missing.ShouldBe(["class 1"]);
        summary.Sha256.ShouldBe(ImageSetHash.Compute(set));
    }

    [Fact]
    public void Pictures_of_one_part_that_another_repeats_are_counted()
    {
        foreach (var (part, values) in (ReadOnlySpan<(string, byte[])>)[("train", [1, 2, 3]), ("val", [4, 2]), ("test", [5, 1, 4, 1])])
            for (var i = 0; i < values.Length; i++) SampleFiles.Picture(_folder[part, "all", $"{i}.png"], values[i]);
        var summary = TaskSummary.Of(new TaskCatalog(_folder.Path).Open(_folder.Path));
        summary.Parts.Select(static part => part.Count).ShouldBe([3, 2, 4]);
        summary.Repeated.ShouldBe([0, 1, 3]);
        summary.Parts[0].ShouldBe(SplitSummary.Of(new TaskCatalog(_folder.Path).Open(_folder.Path).Train) with { Missing = summary.Parts[0].Missing });
    }

    [Fact]
    public void Bad_pictures_are_left_out_and_listed()
    {
        SampleFiles.Picture(_folder["a.png"], 1);
        SampleFiles.Write(_folder["b.png"], [1, 2, 3]);
        SampleFiles.Picture(_folder["c.png"], 3);
        var (readable, skipped) = ReadableImages.Of(FileImageSet.OfFolder(_folder.Path));
        SampleFiles.Values(readable).ShouldBe([1, 3]);
        skipped.ShouldHaveSingleItem().ShouldContain("b.png");
        var task = new TaskCatalog(Path.GetTempPath()).Open(_folder.Path, new TaskOptions { SkipBad = true });
        task.Test.Count.ShouldBe(2);
        task.Skipped.ShouldBe(skipped);
        SampleFiles.Write(_folder["a.png"], []);
        SampleFiles.Write(_folder["c.png"], []);
        SampleFiles.ShouldFail(() => ReadableImages.Of(FileImageSet.OfFolder(_folder.Path)), DatasetError.Empty, "none of the 3", "a.png");
    }
}
