using System.Text.Json;
using Sinter.Testing;

namespace Sinter.Data.Tests;

/// <summary>The data sets of the shared folder against their manifests.</summary>
[Trait("Category", "Golden")]
public class SharedTaskTests
{
    public static TheoryData<string> Names() => [.. TaskCatalog.Expand("core8"), .. TaskCatalog.Expand("unseen"), "fashion"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_task_has_the_pictures_and_classes_that_its_manifest_counts(string name)
    {
        var root = SharedData.Require("data", "images");
        var task = new TaskCatalog(root).Open(name);
        var parts = name.Split(':');
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, parts[0], "MANIFEST.json")));
        JsonElement Counted(string split) => manifest.RootElement.GetProperty("splits").GetProperty(parts.Length == 1 ? split : $"{parts[1]}-{split}");
        task.Test.Count.ShouldBe(Counted("test").GetProperty("n").GetInt32());
        task.Test.Labels.CountBy(static label => label).Min(static pair => pair.Value).ShouldBe(Counted("test").GetProperty("per_class_min").GetInt32());
        (task.Train.Count + (task.ValidationNote == "stored" ? 0 : task.Validation.Count)).ShouldBe(Counted("train").GetProperty("n").GetInt32());
        task.Test.Shape.ShouldBe(new ImageShape(32, 32, 3));
        task.Classes.Length.ShouldBe(manifest.RootElement.GetProperty("classes").GetInt32());
        task.Train.Labels.Distinct().Count().ShouldBe(task.Classes.Length);
    }

    [Fact]
    public void The_root_is_listed()
    {
        var names = new TaskCatalog(SharedData.Require("data", "images")).List().Select(static entry => entry.Name).ToList();
        foreach (var name in Names()) names.ShouldContain(name.Data);
        names.ShouldContain("tinyimagenet32");
    }

    [Fact]
    public void Sheets_of_jpeg_are_cut_into_as_many_pictures_as_labels()
    {
        var root = SharedData.Require("data", "images", "tinyimagenet32");
        Pictures.RequireTurbo();
        var task = new TaskCatalog(Path.GetDirectoryName(root)).Open("tinyimagenet32");
        (task.Validation.Count, task.Validation.Labels.Distinct().Count(), task.ValidationNote).ShouldBe((2000, 200, "stored"));
        task.Parts.ShouldBe([TaskSplit.Train, TaskSplit.Validation]);
        Enumerable.Range(0, 2000).Count(index => task.Validation.Read(index).Pixels.All(static value => value < 16)).ShouldBeLessThan(5);
    }
}
