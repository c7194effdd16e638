using Sinter.Testing;

namespace Sinter.Data.Tests;

public sealed class FileImageSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Class_folders_are_read_in_the_order_of_their_names_at_any_depth()
    {
        SampleFiles.Picture(_folder["dog", "b.png"], 2);
        SampleFiles.Picture(_folder["dog", "a.PNG"], 1);
        SampleFiles.Picture(_folder["dog", "old", "c.png"], 3);
        SampleFiles.Picture(_folder["cat", "z.png"], 0);
        SampleFiles.Picture(_folder["cat", ".hidden.png"], 9);
        SampleFiles.WriteText(_folder["cat", "notes.txt"], "no picture");
        var set = FileImageSet.OfClassFolders(_folder.Path);
        set.Classes.ShouldBe(["cat", "dog"]);
        set.Labels.ShouldBe([0, 1, 1, 1]);
        SampleFiles.Values(set).ShouldBe([0, 1, 2, 3]);
        set.Describe(3).ShouldBe(_folder["dog", "old", "c.png"]);
    }

    [Fact]
    public void Nothing_is_decoded_before_it_is_read()
    {
        SampleFiles.Write(_folder["dog", "broken.png"], [1, 2, 3]);
        SampleFiles.ShouldFail(() => FileImageSet.OfClassFolders(_folder.Path).Read(0), DatasetError.UnsupportedImage, "broken.png");
    }

    [Fact]
    public void A_class_folder_without_pictures_is_refused()
    {
        SampleFiles.Picture(_folder["dog", "a.png"], 1);
        SampleFiles.WriteText(_folder["cat", "a.gif"], "x");
        SampleFiles.ShouldFail(() => FileImageSet.OfClassFolders(_folder.Path), DatasetError.Empty, _folder["cat"], ".gif", ".jpeg");
    }

    [Fact]
    public void A_folder_that_is_no_class_is_refused_with_a_proposal()
    {
        SampleFiles.Picture(_folder["dogs", "a.png"], 1);
        SampleFiles.ShouldFail(() => FileImageSet.OfClassFolders(_folder.Path, classes: ["cat", "dog"]), DatasetError.UnknownClass, "'dogs'", "did you mean 'dog'?");
    }

    [Fact]
    public void A_folder_of_pictures_has_no_labels()
    {
        SampleFiles.Picture(_folder["b.png"], 1);
        SampleFiles.Picture(_folder["inner", "a.png"], 2);
        var set = FileImageSet.OfFolder(_folder.Path);
        SampleFiles.Values(set).ShouldBe([1, 2]);
        set.Labels.ShouldBeEmpty();
        SampleFiles.ShouldFail(() => FileImageSet.OfFolder(_folder["nowhere"]), DatasetError.Missing, "nowhere");
    }

    [Theory]
    [InlineData("a.png,dog", "\"sub/b, c.png\",cat")]
    [InlineData("Label,Path", "dog,a.png", "", "cat,\"sub/b, c.png\"")]
    [InlineData("id,image,class", "1,a.png,dog", "2,\"sub/b, c.png\",\"cat\"")]
    public void A_csv_file_is_read_with_or_without_a_header(params string[] lines)
    {
        SampleFiles.Picture(_folder["a.png"], 1);
        SampleFiles.Picture(_folder["sub", "b, c.png"], 2);
        var set = CsvFile.Read(SampleFiles.WriteText(_folder["list.csv"], lines));
        set.Classes.ShouldBe(["cat", "dog"]);
        set.Labels.ShouldBe([1, 0]);
        SampleFiles.Values(set).ShouldBe([1, 2]);
    }

    [Fact]
    public void Numbers_as_labels_are_ordered_as_numbers()
    {
        SampleFiles.Picture(_folder["a.png"], 1);
        CsvFile.Read(SampleFiles.WriteText(_folder["list.csv"], "a.png,10", "a.png,9")).Classes.ShouldBe(["9", "10"]);
        CsvFile.Read(SampleFiles.WriteText(_folder["list.csv"], "a.png,10", "a.png,9", "a.png,x")).Classes.ShouldBe(["10", "9", "x"]);
    }

    [Fact]
    public void What_is_wrong_in_a_csv_file_is_said_with_its_line()
    {
        SampleFiles.Picture(_folder["a.png"], 1);
        string Csv(params string[] lines) => SampleFiles.WriteText(_folder["list.csv"], lines);
        SampleFiles.ShouldFail(() => CsvFile.Read(Csv("a.png,x", "b.png,x")), DatasetError.Missing, "list.csv:2", "b.png");
        SampleFiles.ShouldFail(() => CsvFile.Read(Csv("a.png,x", "a.png")), DatasetError.DamagedLabels, "list.csv:2", "path,label");
        SampleFiles.ShouldFail(() => CsvFile.Read(Csv("\"a.png,x")), DatasetError.DamagedLabels, "list.csv:1", "quotation mark");
        SampleFiles.ShouldFail(() => CsvFile.Read(Csv("path,label")), DatasetError.Empty, "list.csv");
        SampleFiles.ShouldFail(() => CsvFile.Read(Csv("a.png,dgo"), classes: ["dog", "cat"]), DatasetError.UnknownClass, "list.csv:1", "did you mean 'dog'?");
        SampleFiles.ShouldFail(() => CsvFile.Read(_folder["none.csv"]), DatasetError.Missing, "none.csv");
    }
}
