namespace Sinter.Cli.Tests;

/// <summary>Two experts trained by the commands, routed, scored, asked and explained.</summary>
public sealed class RouteTests(RouteTests.Zoo zoo) : IClassFixture<RouteTests.Zoo>
{
    private static readonly string[] Quick =
        ["--distill-steps", "40", "--head-steps", "10", "--head-rate", "0.01", "--start-steps", "40", "--start-rate", "0.005", "--steps", "4", "--images-per-task", "8", "--check-every", "2"];

    [Fact]
    public void A_fitted_model_is_scored_asked_and_explained()
    {
        var made = Command.Run(Fit("routed", "--granularity", "layer")).ShouldBeDone();
        made.Output.ShouldStartWith($"made {zoo["routed"]}: 2 experts, 84 pictures, start belief, information ");
        Directory.Exists(zoo["routed.fit"]).ShouldBeFalse();
        foreach (var name in (string[])["routed.json", "router.safetensors", "joint_head.safetensors", "base/model.safetensors", "vectors/colours.safetensors", "heads/tints.safetensors"])
            File.Exists(Path.Combine(zoo["routed"], name)).ShouldBeTrue(name);

        var score = Command.Run(["route", "eval", zoo["routed"], .. zoo.Data, "--compare", "--unseen", zoo.Tints, "--json"]).ShouldBeDone().Json;
        var task = score.GetProperty("tasks")[0];
        task.GetProperty("pictures").GetInt32().ShouldBe(48);
        task.GetProperty("expert_accuracy").GetDouble().ShouldBeGreaterThan(0.9);
        task.GetProperty("accuracy").GetDouble().ShouldBeGreaterThan(0.8);
        score.GetProperty("unseen_auroc").GetProperty(zoo.Tints).GetDouble().ShouldBeInRange(0, 1);
        var table = Command.Run(["route", "eval", zoo["routed"], .. zoo.Data, "--compare", "--mode", "grouped"]).ShouldBeDone().Output;
        foreach (var word in (string[])["colours", "tints", "mean", "average", "task unknown", "most uncertain"]) table.ShouldContain(word);

        var costs = Command.Run(["bench", "routing", zoo["routed"], .. zoo.Data, "--rank", "4", "--rounds", "1", "--json"]).ShouldBeDone().Json;
        costs.EnumerateArray().Select(static row => row.GetProperty("way").GetString()).ShouldBe(["static average", "exact", "exact, no opinion", "grouped", "varying layers", "rank 4", "rank 4, no opinion"]);
        costs[1].GetProperty("accuracy").GetDouble().ShouldBe(score.GetProperty("mean_accuracy").GetDouble(), 1e-9);
        costs[1].GetProperty("weight_bytes").GetInt64().ShouldBe(3 * costs[0].GetProperty("weight_bytes").GetInt64());

        var folder = Path.Combine(zoo.Colours, "test", "red");
        var said = Command.Run("route", "predict", zoo["routed"], folder, "--task", "colours", "--json").ShouldBeDone().Json;
        said.GetArrayLength().ShouldBe(16);
        said[0].GetProperty("class").GetString().ShouldBe("red");
        said[0].GetProperty("weights").GetProperty("tints").GetArrayLength().ShouldBe(3);
        Command.Run("route", "predict", zoo["routed"], Path.Combine(folder, "0.png")).ShouldBeDone().Output.ShouldContain("uncertainty");

        var shown = Command.Run("route", "explain", zoo["routed"], "--svg", zoo["map.svg"]).ShouldBeDone().Output;
        shown.ShouldContain("block 1");
        File.ReadAllText(zoo["map.svg"]).ShouldStartWith("<svg");
        var means = Command.Run("route", "explain", zoo["routed"], "--json").ShouldBeDone().Json.GetProperty("mean_weights");
        means.GetProperty("colours").GetProperty("block 1").EnumerateArray().Sum(static w => w.GetDouble()).ShouldBe(1, 1e-5);
    }

    [Fact]
    public void A_folder_of_pictures_of_unknown_task_is_enough()
    {
        Command.Run(["route", "fit", .. zoo.Experts, "--data", Path.Combine(zoo.Colours, "test", "red"), "--data", Path.Combine(zoo.Tints, "test"), "--out", zoo["free"], .. Quick, "--rank", "4"]).ShouldBeDone();
        File.ReadAllText(Path.Combine(zoo["free"], "routed.json")).ShouldContain("\"entropyHead\": \"joint\"");
        Command.Run("route", "predict", zoo["free"], Path.Combine(zoo.Colours, "test", "red", "0.png"), "--unknown-task", "joint-head").ShouldBeDone();
        Command.Run("route", "eval", zoo["free"], "--data", $"colours={zoo.Colours}", "--rank", "2", "--quiet").ShouldBeRefused("cut to a lower rank before");
    }

    [Fact]
    public void A_cancelled_fit_keeps_its_state_and_the_same_command_goes_on()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Command.Run(Fit("broken"), cancelled.Token).ExitCode.ShouldBe(130);
        Directory.Exists(zoo["broken"]).ShouldBeFalse();
        Directory.Exists(zoo["broken.fit"]).ShouldBeTrue();
        Command.Run(Fit("broken", "--quiet")).ShouldBeDone().Output.ShouldBeEmpty();
        Command.Run(Fit("whole", "--quiet")).ShouldBeDone();
        File.ReadAllBytes(Path.Combine(zoo["broken"], "router.safetensors")).ShouldBe(File.ReadAllBytes(Path.Combine(zoo["whole"], "router.safetensors")));
        Command.Run(Fit("whole")).ShouldBeRefused(zoo["whole"], "exists already");
    }

    [Fact]
    public void A_fit_can_be_made_on_partly_corrupted_pictures()
    {
        Command.Run(Fit("spoilt", "--corruption", "gaussian_noise", "--severity", "2", "--corrupted-share", "0.5")).ShouldBeDone().Output.ShouldContain("84 pictures (gaussian_noise, severity 2, share 0.5), start belief");
        Command.Run(Fit("clean", "--quiet")).ShouldBeDone();
        File.ReadAllBytes(Path.Combine(zoo["spoilt"], "router.safetensors")).ShouldNotBe(File.ReadAllBytes(Path.Combine(zoo["clean"], "router.safetensors")));
        Command.Run(Fit("x", "--corrupted-share", "0.5")).ShouldBeRefused("--corrupted-share", "--corruption is missing");
        Command.Run(Fit("x", "--corruption", "gaussian_noise", "--corrupted-share", "1.5")).ShouldBeRefused("1.5", "0 to 1");

        Command.Run(Fit("half", "--state", zoo["kept"], "--quiet")).ShouldBeDone();
        Command.Run(Fit("other", "--state", zoo["kept"], "--corruption", "gaussian_noise", "--quiet")).ShouldBeRefused(zoo["kept"], "other options, experts or images");
    }

    [Fact]
    public void The_folder_of_the_experts_folders_names_them_all()
    {
        string[] start = ["route", "fit", "--base", zoo["base"], "--experts", zoo["experts"], "--out", zoo["together"], .. Quick];
        Command.Run([.. start, .. zoo.Data, "--split", "train"]).ShouldBeDone().Output.ShouldContain("2 experts, 84 pictures");
        Command.Run(Fit("apart", "--quiet")).ShouldBeDone();
        File.ReadAllBytes(Path.Combine(zoo["together"], "router.safetensors")).ShouldBe(File.ReadAllBytes(Path.Combine(zoo["apart"], "router.safetensors")));
        Command.Run([.. start, "--overwrite", "--data", $"tints={zoo.Tints}", "--split", "train"]).ShouldBeDone().Output.ShouldContain("1 experts");
        Command.Run([.. start, "--overwrite", "--data", Path.Combine(zoo.Colours, "test", "red"), "--data", Path.Combine(zoo.Tints, "test")]).ShouldBeDone().Output.ShouldContain("2 experts");
        Command.Run([.. start, "--overwrite", "--data", $"shapes={zoo.Colours}"]).ShouldBeRefused("no expert 'shapes'", "colours, tints", "config.json");
        Command.Run("route", "fit", "--base", zoo["base"], "--experts", zoo["nowhere"], "--data", zoo.Colours, "--out", zoo["x"]).ShouldBeRefused(zoo["nowhere"], "no such folder");
        Command.Run("route", "fit", "--base", zoo["base"], "--data", zoo.Colours, "--out", zoo["x"]).ShouldBeRefused("no experts", "--expert NAME=DIR", "--experts DIR");
    }

    [Fact]
    public void Choices_can_come_from_a_file()
    {
        File.WriteAllText(zoo["fit.json"], """{ "start": "task-ids", "steps": 0, "startSteps": 3, "head": { "distillSteps": 2, "steps": 1, "evidence": { "kind": "softplus", "scale": 2 } } }""");
        Command.Run([.. Plain("filed"), "--config", zoo["fit.json"], "--seed", "4"]).ShouldBeDone().Output.ShouldContain("start task-ids");
        var text = File.ReadAllText(Path.Combine(zoo["filed"], "routed.json"));
        text.ShouldContain("\"seed\": 4");
        text.ShouldContain("\"scale\": 2");
        File.WriteAllText(zoo["wrong.json"], """{ "starts": "uniform" }""");
        Command.Run([.. Plain("wrong"), "--config", zoo["wrong.json"]]).ShouldBeRefused("wrong.json", "starts");
    }

    [Fact]
    public void Bad_input_is_refused_in_one_line()
    {
        Command.Run("route", "predict", zoo.Colours, "a.png").ShouldBeRefused(zoo.Colours, "not a routed model");
        Command.Run("route", "eval", zoo["nowhere"], "--data", zoo.Colours).ShouldBeRefused("no such folder");
        Command.Run(Fit("x", "--start", "luck")).ShouldBeRefused("--start", "luck", "belief");
        Command.Run(Fit("x", "--temperature", "cold")).ShouldBeRefused("--temperature", "cold");
        Command.Run(Fit("x", "--temperature", "0")).ShouldBeRefused("temperature");
        Command.Run(Fit("x", "--radius", "0.0001", "--neighbours-min", "0", "--quiet")).ShouldBeRefused("no neighbour");
        Command.Run(["route", "fit", .. zoo.Experts, "--data", $"shapes={zoo.Colours}", "--out", zoo["x"]]).ShouldBeRefused("'shapes'", "colours");
        Command.Run(["route", "fit", .. zoo.Experts, "--data", $"colours={zoo.Colours}", "--out", zoo["x"], "--split", "train", "--quiet"]).ShouldBeRefused("'tints'");
        Command.Run("route", "fit", "--base", zoo["base"], "--expert", $"colours={zoo.Colours}", "--data", $"colours={zoo.Colours}", "--out", zoo["x"]).ShouldBeRefused("config.json");
        Directory.Exists(zoo["x"]).ShouldBeFalse();
    }

    private string[] Fit(string output, params string[] more) => [.. Plain(output), .. Quick, .. more];

    private string[] Plain(string output) => ["route", "fit", .. zoo.Experts, .. zoo.Data, "--split", "train", "--out", zoo[output]];

    /// <summary>A base, two experts and their pictures, made once.</summary>
    public sealed class Zoo : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Zoo()
        {
            Colours = Pictures.WriteTask(_folder["colours"]);
            Tints = Pictures.WriteTask(_folder["tints"], 16, brightness: 60);
            Command.Run(["train", "base", "--data", Colours, "--data", Tints, "--out", this["base"], "--image-size", "8", "--patch", "4", "--width", "16", "--depth", "1", "--heads", "2", "--batch", "16", "--epochs", "10", "--warmup", "0.5", "--cooldown", "1", "--full", "0", "--lr", "0.003", "--quiet"]).ShouldBeDone();
            foreach (var task in (string[])[Colours, Tints])
                Command.Run(["train", "expert", "--base", this["base"], "--task", task, "--out", _folder["experts", Path.GetFileName(task)], "--batch", "16", "--lr", "0.003", "--quiet"]).ShouldBeDone();
        }

        public string Colours { get; }

        public string Tints { get; }

        public string[] Experts => ["--base", this["base"], "--expert", _folder["experts", "colours"], "--expert", $"tints={_folder["experts", "tints"]}"];

        public string[] Data => ["--data", $"colours={Colours}", "--data", $"tints={Tints}"];

        public string this[string name] => _folder[name];

        public void Dispose() => _folder.Dispose();
    }
}
