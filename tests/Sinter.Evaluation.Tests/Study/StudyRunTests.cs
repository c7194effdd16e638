using System.Text.Json.Nodes;
using System.Xml.Linq;
using Sinter.Data;
using Sinter.Learning;
using Sinter.Routing;
using Sinter.Testing;
using Sinter.Training;

namespace Sinter.Evaluation.Tests;

public sealed class StudyRunTests(DrawnFamily family) : IClassFixture<DrawnFamily>
{
    private const string Rows = """{ "name": "bd", "group": "starts" }, { "name": "only router", "fit": { "steps": 0 } }, { "name": "mean", "mixture_of": "bd" }""";

    [Fact]
    public void Every_row_is_scored_and_everything_written_agrees()
    {
        using var folder = new TemporaryFolder();
        var plan = DrawnFamily.Plan(Rows, """ "compare": [["bd", "only router"], ["bd", "average"]] """);
        var result = StudyRun.Run(plan, family.Settings with { Seeds = 2, Command = "sinter study plan.json" }, folder["s"]);
        (result.Cells, result.Computed, result.Missing.Count).ShouldBe((13, 13, 0));
        result.Table.Rows.Select(static row => row.Method).ShouldBe([.. StaticRows.Names, "bd", "only router", "mean"]);
        result.Table.Rows.ShouldAllBe(static row => row.Values.Count == 5 && row.Values.All(static value => value >= 0 && value <= 1));

        var json = JsonNode.Parse(File.ReadAllText(result.Data))!;
        var bd = json["rows"]!.AsArray().Single(static row => (string?)row!["name"] == "bd")!;
        bd["columns"]!["clean"]!["values"]!.AsArray().Count.ShouldBe(2);
        ((double)bd["columns"]!["clean"]!["mean"]!).ShouldBe(result.Table.Rows[7].Values[0], 1e-6);
        bd["columns"]!["unseen_auroc"]!["mean"].ShouldNotBeNull();
        bd["weights"]![0]!.AsArray().Sum(static weight => (double)weight!).ShouldBe(1, 1e-4);
        json["rows"]![0]!["columns"]!["unseen_auroc"]!["mean"].ShouldBeNull();
        json["comparisons"]![1]!["differences"]!["l3"]!["low"].ShouldNotBeNull();
        json["comparisons"]![1]!["differences"]!["unseen_auroc"].ShouldBeNull();

        var text = File.ReadAllText(result.Tables);
        foreach (var word in (string[])["# Tiny", "`sinter study plan.json`", "## Static", "## Starts", "drop at L3", "| bd |", " ± ", "## Differences", "| bd − average |", "procedural:holes", "adaptation set: validation", "λ 0.05", "ratio 0.5", "on validation"])
            text.ShouldContain(word, Case.Sensitive);
        var page = XElement.Parse(File.ReadAllText(result.Page).Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        page.Descendants().Count(static element => element.Name.LocalName == "svg").ShouldBe(5);
        File.ReadAllText(folder["s", "recipes", "ties.yml"]).ShouldNotContain("LAMBDA", Case.Sensitive);
    }

    [Fact]
    public void A_finished_cell_is_not_computed_again_and_a_changed_one_alone_is()
    {
        using var folder = new TemporaryFolder();
        var settings = family.Settings with { Only = ["bd", "only router", "mean"] };
        StudyRun.Run(DrawnFamily.Plan(Rows), settings, folder["s"]).Computed.ShouldBe(3);
        var before = Cells(folder);
        var report = File.ReadAllText(folder["s", "study.json"]);
        var again = StudyRun.Run(DrawnFamily.Plan(Rows), settings, folder["s"]);
        (again.Computed, again.Missing.Count).ShouldBe((0, StaticRows.Names.Count));
        Cells(folder).ShouldBe(before);
        File.ReadAllText(folder["s", "study.json"]).ShouldBe(report);

        StudyRun.Run(DrawnFamily.Plan(Rows.Replace("0 }", "1 }", StringComparison.Ordinal)), settings, folder["s"]).Computed.ShouldBe(1);
        var after = Cells(folder);
        after["only-router-s0.json"].ShouldNotBe(before["only-router-s0.json"]);
        after["bd-s0.json"].ShouldBe(before["bd-s0.json"]);

        StudyRun.Run(DrawnFamily.Plan(Rows), settings with { Seeds = 2 }, folder["s"]).Computed.ShouldBe(4, "the row that was changed back, and three of seed 1");
        StudyRun.Run(DrawnFamily.Plan(Rows), settings with { Images = 30 }, folder["s"]).Computed.ShouldBe(3);
        File.WriteAllText(folder["s", "cells", "bd-s0.json"], "{ damaged");
        StudyRun.Run(DrawnFamily.Plan(Rows), settings with { Images = 30 }, folder["s"]).Computed.ShouldBe(1);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var settings = family.Settings with { Only = ["bd", "base", "average"] };
        var one = StudyRun.Run(DrawnFamily.Plan(Rows), settings with { Threads = 1 }, folder["one"]);
        var two = StudyRun.Run(DrawnFamily.Plan(Rows), settings with { Threads = 2 }, folder["two"]);
        foreach (var (first, second) in new[] { (one.Data, two.Data), (one.Tables, two.Tables), (one.Page, two.Page) }) File.ReadAllText(second).ShouldBe(File.ReadAllText(first));
        foreach (var cell in (string[])["bd-s0.json", "average.json"]) File.ReadAllText(folder["two", "cells", cell]).ShouldBe(File.ReadAllText(folder["one", "cells", cell]));
    }

    [Fact]
    public void Rows_that_share_stage_one_score_as_if_each_were_fitted_alone()
    {
        using var folder = new TemporaryFolder();
        var plan = DrawnFamily.Plan("""{ "name": "first", "fit": { "contrast": { "weight": 0 } } }, { "name": "second" }""");
        using var scene = new StudyScene(family.Settings, folder["s"], null, CancellationToken.None);
        scene.Cells.Get(new RoutedRow(plan.Rows[0]), 0);
        var cell = scene.Cells.Get(new RoutedRow(plan.Rows[1]), 0);

        var options = plan.Rows[1].Fit with { Seed = 0 };
        using var model = scene.Create(options);
        using var workspace = new Workspace(1);
        RoutedFit.Run(model, new PictureSet(model, [.. family.Settings.Tasks.Select((task, t) => (task.Validation, t))]), options, workspace);
        using var inference = new RoutedInference(model, new InferenceOptions(), workspace);
        for (var t = 0; t < 2; t++)
        {
            var score = RoutedEvaluation.Score(model, inference, scene.Pictures.Seen("L2")[t], workspace);
            var found = cell.Seen["L2"][t];
            found.Right[0].Values.ShouldBe(score.Right);
            found.Uncertainty!.ShouldBe(score.Uncertainties.Select(static u => (float)u).ToArray());
            (found.Found!.Share, found.RightUnknown!.Share, found.Collapse).ShouldBe((score.TaskAccuracy, score.UnknownTaskAccuracy, score.CollapseRatio));
            for (var k = 0; k < 2; k++) found.Weights![k].ShouldBe(score.Weights[k], 1e-5);
        }
    }

    [Fact]
    public void A_static_merge_by_its_recipe_is_the_sum_of_task_vectors_in_float32()
    {
        using var folder = new TemporaryFolder();
        using var scene = new StudyScene(family.Settings, folder["s"], null, CancellationToken.None);
        var recipe = new StaticRecipe(scene, "some", "merge_method: task_arithmetic\nparameters: {lambda: LAMBDA}");
        using var origin = recipe.Merge(0, null);
        using var merged = recipe.Merge(0.25, null);
        var largest = 0f;
        for (var i = 0; i < origin.Values.Length; i++)
            largest = Math.Max(largest, Math.Abs(merged.Values[i] - origin.Values[i] - 0.25f * (scene.Model.Vectors[0][i] + scene.Model.Vectors[1][i])));
        largest.ShouldBeLessThan(1e-6f);
        File.ReadAllText(folder["s", "recipes", "some.yml"]).ShouldContain("dtype: float32");
    }

    [Fact]
    public void A_corrupted_adaptation_set_has_other_pixels_and_always_the_same()
    {
        using var folder = new TemporaryFolder();
        using var scene = new StudyScene(family.Settings, folder["s"], null, CancellationToken.None);
        using var other = new StudyScene(family.Settings, folder["t"], null, CancellationToken.None);
        var half = new AdaptationOptions { Corruption = "gaussian_noise", Severity = 2, Share = 0.5 };
        string[] hashes = [scene.AdaptationHash(new AdaptationOptions()), scene.AdaptationHash(half), scene.AdaptationHash(half with { Share = 1 }), scene.AdaptationHash(half with { Severity = 3 })];
        hashes.Distinct().Count().ShouldBe(4);
        other.AdaptationHash(half).ShouldBe(hashes[1]);
        scene.Pictures.Adaptation(half with { TasksKnown = false }).TaskOf(0).ShouldBe(-1);
    }

    [Fact]
    public void What_is_cancelled_keeps_its_finished_cells()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        var stop = new StopAt(source, "only router, seed 0");
        var settings = family.Settings with { Only = ["bd", "only router"] };
        Should.Throw<OperationCanceledException>(() => StudyRun.Run(DrawnFamily.Plan(Rows), settings, folder["s"], stop, source.Token));
        Directory.EnumerateFiles(folder["s", "cells"]).Select(Path.GetFileName).ShouldBe(["bd-s0.json"]);
        StudyRun.Run(DrawnFamily.Plan(Rows), settings, folder["s"]).Computed.ShouldBe(1);
    }

    [Fact]
    public void What_cannot_be_studied_is_refused()
    {
        using var folder = new TemporaryFolder();
        var (plan, settings) = (DrawnFamily.Plan(Rows), family.Settings);
        Refused<EvaluationException>(settings with { Seeds = 0 }, "seeds is 0");
        Refused<EvaluationException>(settings with { Images = 0 }, "0 pictures");
        Refused<EvaluationException>(settings with { Tasks = [] }, "no task");
        Refused<EvaluationException>(settings with { Unseen = settings.Tasks }, "named twice");
        Refused<EvaluationException>(settings with { Only = ["only ruoter"] }, "did you mean 'only router'?");
        Refused<TrainingException>(settings with { Experts = family["base"] }, "no expert for procedural:shapes");
        Refused<EvaluationException>(settings with { Tasks = [settings.Tasks[0], new TaskCatalog(family["base"]).Open("procedural:glyphs")], Experts = Renamed() }, "classes");
        Directory.Exists(folder["s"]).ShouldBeFalse();

        void Refused<T>(StudySettings wrong, string word)
            where T : Exception => Should.Throw<T>(() => StudyRun.Run(plan, wrong, folder["s"])).Message.ShouldContain(word);

        string Renamed()
        {
            foreach (var (from, to) in new[] { ("procedural-shapes", "procedural-shapes"), ("procedural-orientation", "procedural-glyphs") })
            {
                Directory.CreateDirectory(folder["experts", to]);
                foreach (var file in Directory.EnumerateFiles(family["experts", from])) File.Copy(file, Path.Combine(folder["experts", to], Path.GetFileName(file)));
            }

            return folder["experts"];
        }
    }

    [Fact]
    public void A_fit_that_is_impossible_names_its_row()
    {
        using var folder = new TemporaryFolder();
        var plan = DrawnFamily.Plan("""{ "name": "lost", "adaptation": { "tasks_known": false } }""");
        Should.Throw<EvaluationException>(() => StudyRun.Run(plan, family.Settings with { Only = ["lost"] }, folder["s"])).Message.ShouldStartWith("row 'lost': ");
    }

    private static Dictionary<string, string> Cells(TemporaryFolder folder) => Directory.EnumerateFiles(folder["s", "cells"]).ToDictionary(static path => Path.GetFileName(path)!, File.ReadAllText);

    private sealed class StopAt(CancellationTokenSource source, string detail) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Detail == detail) source.Cancel();
        }
    }
}
