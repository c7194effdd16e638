using System.Text.Json.Nodes;
using System.Xml.Linq;
using Sinter.Testing;
using Sinter.Training;

namespace Sinter.Evaluation.Tests;

public class QuickstartTests
{
    private static readonly QuickstartSettings Tiny = new()
    {
        Shape = new VitShape(32, 16, 16, 1, 2),
        Sources = [("surfaces", 128)],
        Base = TrainingRecipe.Base with { Epochs = 1, BatchSize = 32, WarmupEpochs = 0, CooldownEpochs = 0.5, FullEpochs = 0 },
        Expert = TrainingRecipe.Expert with { Epochs = 1 },
        Tasks = ["shapes", "orientation"],
        Unseen = ["holes"],
        TrainingPictures = 96,
        TestPictures = 48,
    };

    [Fact]
    public void Everything_is_left_in_the_folder_and_the_numbers_agree()
    {
        using var folder = new TemporaryFolder();
        var result = QuickstartRun.Run(Tiny, folder["q"]);
        foreach (var made in (string[])["base", "experts/shapes", "merged/average", "merged/ties", "merged/lwptv-task-arithmetic"])
            File.Exists(Path.Combine(folder["q"], made, "model.safetensors")).ShouldBeTrue(made);
        File.Exists(folder["q", "routed", "routed.json"]).ShouldBeTrue();
        File.ReadAllText(folder["q", "recipes", "ties.yml"]).ShouldNotContain("LAMBDA", Case.Sensitive);

        result.Table.Rows.Select(static row => row.Method).ShouldBe(["base", "individual experts", "average", "task arithmetic", "ties", "lwptv + task arithmetic", "bd-merging"]);
        result.Table.Rows.ShouldAllBe(static row => row.Values.Count == 3 && row.Values.All(static value => value >= 0 && value <= 1));
        result.Weights.ShouldAllBe(static row => Math.Abs(row.Sum() - 1) < 1e-4);
        var json = JsonNode.Parse(File.ReadAllText(folder["q", "report.json"]))!;
        ((double)json["table"]!["rows"]![6]!["values"]![0]!).ShouldBe(result.Table.Rows[6].Values[0], 1e-6);
        var page = XElement.Parse(File.ReadAllText(result.Page).Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        page.Descendants().Count(static element => element.Name.LocalName == "svg").ShouldBe(2);
        page.Descendants("img").Count().ShouldBe(2);
    }

    [Fact]
    public void The_same_seed_gives_the_same_report_for_any_number_of_threads()
    {
        using var folder = new TemporaryFolder();
        QuickstartRun.Run(Tiny with { Threads = 1 }, folder["one"]);
        QuickstartRun.Run(Tiny with { Threads = 2 }, folder["two"]);
        File.ReadAllText(folder["two", "report.json"]).ShouldBe(File.ReadAllText(folder["one", "report.json"]));
    }

    [Fact]
    public void A_folder_that_exists_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["q"]);
        Should.Throw<EvaluationException>(() => QuickstartRun.Run(Tiny, folder["q"])).Message.ShouldContain("exists already");
        Directory.EnumerateFileSystemEntries(folder["q"]).ShouldBeEmpty();
    }
}
