using Sinter.Testing;

namespace Sinter.Data.Tests;

public sealed class TaskCatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Idx_files_are_a_task_whose_validation_is_the_end_of_train()
    {
        Packed("train", 20, 28);
        Packed("test", 10, 28);
        var task = Open("digits");
        (task.Train.Count, task.Validation.Count, task.Test.Count).ShouldBe((18, 2, 10));
        task.ValidationNote.ShouldBe("last 10 % of train");
        task.Train.Shape.ShouldBe(new ImageShape(32, 32, 3));
        SampleFiles.Values(task.Validation.Subset([0, 1])).ShouldBe([0, 0]);
        task.Validation.Read(1).Pixels[((2 * 32) + 2) * 3].ShouldBe((byte)19);
        (task.Train.Name, task.Validation.Name, task.Test.Name).ShouldBe(("digits/train", "digits/val", "digits/test"));
        task.Classes.ShouldBe(["one", "two"]);
    }

    [Fact]
    public void Stored_pixels_can_be_had_as_they_are()
    {
        Packed("train", 20, 28);
        Open("digits", new TaskOptions { Unify = false }).Train.Shape.ShouldBe(new ImageShape(28, 28, 1));
    }

    [Fact]
    public void A_stored_validation_part_is_used()
    {
        Packed("train", 20);
        Packed("val", 4);
        var task = Open("digits");
        (task.Train.Count, task.Validation.Count, task.ValidationNote).ShouldBe((20, 4, "stored"));
        task.Parts.ShouldBe([TaskSplit.Train, TaskSplit.Validation]);
        SampleFiles.ShouldFail(() => _ = task.Test, DatasetError.Missing, "digits", "no test pictures", "training, validation");
    }

    [Fact]
    public void Train_in_the_order_of_its_classes_is_split_by_class()
    {
        Packed("train", 20, labels: [.. Enumerable.Range(0, 20).Select(static i => (byte)(i / 10))]);
        var task = Open("digits");
        task.ValidationNote.ShouldContain("ordered by class");
        task.Validation.Labels.ShouldBe([0, 1]);
        task.Train.Labels.Count(static label => label == 1).ShouldBe(9);
    }

    [Fact]
    public void A_seeded_validation_part_says_its_seed()
    {
        Packed("train", 40);
        var task = Open("digits", new TaskOptions { ValidationSeed = 3, ValidationFraction = 0.25 });
        task.ValidationNote.ShouldBe("25 % of train, by class, seed 3");
        (task.Train.Count, task.Validation.Count).ShouldBe((30, 10));
        task.Validation.Labels.Count(static label => label == 0).ShouldBe(5);
        SampleFiles.ShouldFail(() => Open("digits", new TaskOptions { ValidationFraction = 1 }), DatasetError.InvalidOption, "1");
    }

    [Fact]
    public void Sheets_and_names_before_the_split_are_understood()
    {
        foreach (var domain in (string[])["photo", "art"])
        {
            SampleFiles.Write(_folder["root", "pacs", $"{domain}-train-labels-idx1-ubyte.gz"], SampleFiles.Labels([.. Enumerable.Repeat<byte>(0, 20)]));
            SampleFiles.Sheet(_folder["root", "pacs", $"{domain}-train.png"], 10, 2);
        }

        var catalog = new TaskCatalog(_folder["root"]);
        catalog.List().Select(static entry => entry.Name).ShouldContain("pacs:photo");
        catalog.List().Select(static entry => entry.Name).ShouldContain("pacs:art");
        catalog.Open("pacs:photo").Train.Count.ShouldBe(18);
        catalog.Open(_folder["root", "pacs:art"]).Train.Count.ShouldBe(18);
        SampleFiles.ShouldFail(() => catalog.Open(_folder["root", "pacs"]), DatasetError.InvalidOption, "pacs:art, pacs:photo");
        SampleFiles.ShouldFail(() => catalog.Open("pacs:photos"), DatasetError.Missing, "did you mean 'pacs:photo'?", _folder["root"]);
    }

    [Fact]
    public void Folders_named_train_and_test_share_their_classes()
    {
        foreach (var name in (string[])["cat", "dog"])
        {
            for (var i = 0; i < 10; i++) SampleFiles.Picture(_folder["pets", "train", name, $"{i}.png"], (byte)i);
            SampleFiles.Picture(_folder["pets", "test", name, "x.png"], 50);
        }

        var task = new TaskCatalog(_folder.Path).Open("pets");
        (task.Train.Count, task.Validation.Count, task.Test.Count).ShouldBe((18, 2, 2));
        task.ValidationNote.ShouldContain("by class");
        Directory.Delete(_folder["pets", "test", "dog"], recursive: true);
        SampleFiles.ShouldFail(() => _ = new TaskCatalog(_folder.Path).Open("pets").Test, DatasetError.UnknownClass, "pets/test", "'dog'", "1 of its 2 classes");
        Directory.Delete(_folder["pets", "train"], recursive: true);
        var alone = new TaskCatalog(_folder.Path).Open("pets");
        alone.Parts.ShouldBe([TaskSplit.Test]);
        alone.Test.Classes.ShouldBe(["cat"]);
    }

    [Fact]
    public void A_folder_per_class_alone_is_divided_by_class_in_a_seeded_way()
    {
        foreach (var name in (string[])["cat", "dog"])
            for (var i = 0; i < 20; i++) SampleFiles.Picture(_folder["pets", name, $"{i:00}.png"], (byte)i);
        var task = new TaskCatalog(_folder.Path).Open(_folder["pets"]);
        (task.Train.Count, task.Validation.Count, task.Test.Count).ShouldBe((32, 4, 4));
        task.Form.ShouldContain("seed 0");
        var all = Enumerable.Range(0, 3).SelectMany(part => Enumerable.Range(0, task.Open((TaskSplit)part).Count).Select(task.Open((TaskSplit)part).Describe)).ToList();
        all.Distinct().Count().ShouldBe(40);
    }

    [Fact]
    public void A_part_that_would_be_empty_is_refused()
    {
        foreach (var name in (string[])["cat", "dog"])
            for (var i = 0; i < 2; i++) SampleFiles.Picture(_folder["pets", name, $"{i}.png"], (byte)i);
        var task = new TaskCatalog(_folder.Path).Open("pets");
        (task.Train.Count, task.Test.Count).ShouldBe((2, 2));
        SampleFiles.ShouldFail(() => _ = task.Validation, DatasetError.Empty, "pets/val", "seed 0", "validation fraction");
    }

    [Fact]
    public void Csv_files_are_tasks()
    {
        SampleFiles.Picture(_folder["a.png"], 1);
        var lines = Enumerable.Range(0, 20).Select(static i => $"a.png,{i % 2}").ToArray();
        SampleFiles.WriteText(_folder["all.csv"], lines);
        var catalog = new TaskCatalog(_folder.Path);
        (catalog.Open(_folder["all.csv"]).Train.Count, catalog.Open(_folder["all.csv"]).Test.Count).ShouldBe((16, 2));
        File.Copy(_folder["all.csv"], _folder["train.csv"]);
        SampleFiles.WriteText(_folder["test.csv"], "a.png,0", "a.png,1");
        (catalog.Open(_folder.Path).Train.Count, catalog.Open(_folder.Path).Test.Count).ShouldBe((18, 2));
    }

    [Fact]
    public void Pictures_without_labels_are_a_test_part()
    {
        SampleFiles.Picture(_folder["mine", "a.png"], 1);
        var task = new TaskCatalog(_folder.Path).Open("mine");
        task.Test.Labels.ShouldBeEmpty();
        task.Parts.ShouldBe([TaskSplit.Test]);
        task.Classes.ShouldBeEmpty();
    }

    [Fact]
    public void What_does_not_belong_together_is_refused_with_its_files()
    {
        Packed("train", 20);
        SampleFiles.Write(_folder["digits", "train-labels-idx1-ubyte"], SampleFiles.Labels([.. Enumerable.Range(0, 19).Select(static i => (byte)(i % 2))]));
        SampleFiles.ShouldFail(() => _ = Open("digits").Train, DatasetError.CountMismatch, "train-images-idx3-ubyte", "20 pictures", "19 labels");
        Packed("train", 20, labels: [.. Enumerable.Repeat<byte>(1, 20)]);
        SampleFiles.ShouldFail(() => _ = Open("digits").Train, DatasetError.UnknownClass, "digits/train", "'one'", _folder["digits"]);
        Packed("train", 20, labels: [.. Enumerable.Repeat<byte>(2, 20)]);
        SampleFiles.ShouldFail(() => Open("digits"), DatasetError.UnknownClass, "classes.txt", "label 2");
        File.Delete(_folder["digits", "train-images-idx3-ubyte"]);
        Packed("test", 2);
        File.Delete(_folder["digits", "test-images-idx3-ubyte"]);
        SampleFiles.Write(_folder["digits", "train-labels-idx1-ubyte"], SampleFiles.Labels(0, 1));
        SampleFiles.ShouldFail(() => _ = Open("digits").Test, DatasetError.Missing, "test.png", "test-00.jpg");
        SampleFiles.WriteText(_folder["digits", "classes.txt"], "one", "one");
        SampleFiles.ShouldFail(() => Open("digits"), DatasetError.DamagedLabels, "classes.txt", "'one' twice");
    }

    [Fact]
    public void Names_that_mean_nothing_are_refused_with_where_was_looked()
    {
        var catalog = new TaskCatalog(_folder.Path);
        SampleFiles.ShouldFail(() => catalog.Open("cor8"), DatasetError.Missing, "'cor8'", "did you mean 'core8'?", _folder.Path, "--root");
        SampleFiles.ShouldFail(() => catalog.Open("core8"), DatasetError.InvalidOption, "8 tasks", "mnist");
        SampleFiles.ShouldFail(() => catalog.Open("./nothing"), DatasetError.Missing, "./nothing");
        SampleFiles.ShouldFail(() => _ = new TaskCatalog(_folder["nowhere"]), DatasetError.Missing, "nowhere", "--root");
        SampleFiles.Picture(_folder["mixed", "cat", "a.png"], 1);
        SampleFiles.Picture(_folder["mixed", "b.png"], 1);
        SampleFiles.ShouldFail(() => catalog.Open("mixed"), DatasetError.InvalidOption, _folder["mixed"], "both folders and pictures", "b.png");
        Directory.CreateDirectory(_folder["empty"]);
        SampleFiles.ShouldFail(() => catalog.Open("empty"), DatasetError.Empty, _folder["empty"]);
        TaskCatalog.Expand("core8").Count.ShouldBe(8);
        TaskCatalog.Expand("mnist").ShouldBe(["mnist"]);
    }

    private ImageTask Open(string name, TaskOptions? options = null) => new TaskCatalog(_folder.Path).Open(name, options);

    // the task "digits": picture i has the value i everywhere, the label i mod 2
    private void Packed(string split, int count, int side = 32, byte[]? labels = null)
    {
        SampleFiles.WriteText(_folder["digits", "classes.txt"], "one", "two");
        SampleFiles.Write(_folder["digits", $"{split}-labels-idx1-ubyte"], SampleFiles.Labels(labels ?? [.. Enumerable.Range(0, count).Select(static i => (byte)(i % 2))]));
        SampleFiles.Write(_folder["digits", $"{split}-images-idx3-ubyte"], SampleFiles.Idx([count, side, side], [.. Enumerable.Range(0, count * side * side).Select(i => (byte)(i / (side * side)))]));
    }
}
