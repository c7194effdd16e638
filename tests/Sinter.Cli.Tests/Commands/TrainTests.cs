using System.Text.Json;

namespace Sinter.Cli.Tests;

public sealed class TrainTests : IDisposable
{
    private static readonly string[] Small = ["--image-size", "8", "--patch", "4", "--width", "16", "--depth", "1", "--heads", "2", "--batch", "16", "--warmup", "0.5", "--cooldown", "1", "--full", "0", "--lr", "0.003"];
    private readonly TemporaryFolder _folder = new();
    private readonly string _task;

    public TrainTests() => _task = Pictures.WriteTask(_folder["colours"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_base_an_expert_and_their_scores_come_from_three_commands()
    {
        var made = TrainBase("--epochs", "10").ShouldBeDone();
        made.Output.ShouldStartWith($"made {_folder["base"]}: validation accuracy ");
        Directory.Exists(_folder["base.run"]).ShouldBeFalse();

        var card = Command.Run(Expert("--json")).ShouldBeDone().Json;
        card.GetProperty("kind").GetString().ShouldBe("expert");
        card.GetProperty("data").GetProperty("sha256").GetString()!.Length.ShouldBe(64);
        card.GetProperty("after").GetProperty("accuracy").GetDouble().ShouldBeGreaterThan(0.9);
        JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["experts", "colours"], "training.json"))).RootElement.GetProperty("curve").GetArrayLength().ShouldBe(4);

        var own = Command.Run("eval", "--model", _folder["experts", "colours"], "--task", _task, "--json").ShouldBeDone().Json;
        own.GetProperty("tasks")[0].GetProperty("pictures").GetInt32().ShouldBe(48);
        own.GetProperty("mean_accuracy").GetDouble().ShouldBeGreaterThan(0.9);
        var headed = Command.Run("eval", "--model", _folder["base"], "--task", _task, "--heads", _folder["experts"]).ShouldBeDone();
        headed.Output.ShouldContain("accuracy");
        headed.Output.ShouldContain("48");
        var fitted = Command.Run("eval", "--model", _folder["base"], "--task", _task, "--base", _folder["base"], "--json").ShouldBeDone().Json;
        fitted.GetProperty("mean_accuracy").GetDouble().ShouldBe(card.GetProperty("before").GetProperty("accuracy").GetDouble(), 0.15);

        var noisy = Command.Run("eval", "--model", _folder["experts", "colours"], "--task", _task, "--corruption", "gaussian-noise", "--severity", "5", "--json").ShouldBeDone().Json;
        noisy.GetProperty("corruption").GetString().ShouldBe("gaussian_noise, severity 5");
        noisy.GetProperty("tasks")[0].GetProperty("nll").GetDouble().ShouldNotBe(own.GetProperty("tasks")[0].GetProperty("nll").GetDouble());
    }

    [Fact]
    public void A_run_shorter_than_the_default_has_shorter_phases()
    {
        var card = Command.Run("train", "base", "--data", _task, "--out", _folder["base"], "--image-size", "8", "--width", "16", "--depth", "1", "--heads", "2", "--batch", "16", "--epochs", "2", "--json").ShouldBeDone().Json;
        var recipe = card.GetProperty("recipe");
        recipe.GetProperty("epochs").GetDouble().ShouldBe(2);
        recipe.GetProperty("cooldown_epochs").GetDouble().ShouldBe(5 * 2 / 24.0, 1e-9);
        recipe.GetProperty("warmup_epochs").GetDouble().ShouldBe(2 / 24.0, 1e-9);
    }

    [Fact]
    public void The_same_command_gives_the_same_model()
    {
        TrainBase("--epochs", "2").ShouldBeDone();
        var first = File.ReadAllBytes(Path.Combine(_folder["base"], "model.safetensors"));
        TrainBase("--epochs", "2", "--overwrite", "--threads", "1").ShouldBeDone();
        File.ReadAllBytes(Path.Combine(_folder["base"], "model.safetensors")).ShouldBe(first);
    }

    [Fact]
    public void A_cancelled_run_keeps_its_state_and_no_model()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var run = Command.Run([.. BaseArguments("--epochs", "2")], cancelled.Token);
        (run.ExitCode, run.Error).ShouldBe((130, "error: cancelled.\n"));
        Directory.Exists(_folder["base"]).ShouldBeFalse();
        File.Exists(Path.Combine(_folder["base.run"], "state.safetensors")).ShouldBeTrue();
        TrainBase("--epochs", "2").ShouldBeDone();
    }

    [Fact]
    public void An_output_that_exists_is_refused_before_any_work()
    {
        Directory.CreateDirectory(_folder["base"]);
        TrainBase("--epochs", "2").ShouldBeRefused(_folder["base"], "exists already");
    }

    [Fact]
    public void A_task_that_is_not_there_is_refused() =>
        Command.Run("train", "base", "--data", _folder["nowhere"], "--out", _folder["base"]).ShouldBeRefused(_folder["nowhere"]);

    [Fact]
    public void Sizes_that_do_not_fit_are_refused() =>
        Command.Run("train", "base", "--data", _task, "--out", _folder["base"], "--image-size", "8", "--patch", "3").ShouldBeRefused("patch");

    [Fact]
    public void A_base_that_is_no_model_is_refused() =>
        Command.Run("train", "expert", "--base", _folder["nowhere"], "--task", _task, "--out", _folder["expert"]).ShouldBeRefused(_folder["nowhere"], "config.json");

    [Fact]
    public void A_model_without_the_classes_of_the_task_is_refused()
    {
        TrainBase("--epochs", "2").ShouldBeDone();
        Directory.CreateDirectory(_folder["other", "test", "one"]);
        File.Copy(Directory.EnumerateFiles(Path.Combine(_task, "test", "red")).First(), Path.Combine(_folder["other", "test", "one"], "a.png"));
        Command.Run("eval", "--model", _folder["base"], "--task", _folder["other"], "--quiet").ShouldBeRefused("3 classes", "1", "--heads");
    }

    [Fact]
    public void An_expert_that_is_not_there_is_refused()
    {
        TrainBase("--epochs", "2").ShouldBeDone();
        Directory.CreateDirectory(_folder["experts"]);
        Command.Run("eval", "--model", _folder["base"], "--task", _task, "--heads", _folder["experts"], "--quiet").ShouldBeRefused(_folder["experts", "colours"]);
    }

    [Fact]
    public void A_corruption_of_a_wrong_name_is_refused_with_the_right_one()
    {
        TrainBase("--epochs", "2").ShouldBeDone();
        Command.Run("eval", "--model", _folder["base"], "--task", _task, "--corruption", "gausian_noise", "--quiet").ShouldBeRefused("gausian_noise", "gaussian_noise");
        Command.Run("eval", "--model", _folder["base"], "--task", _task, "--severity", "2", "--quiet").ShouldBeRefused("--corruption");
    }

    private CommandRun TrainBase(params string[] more) => Command.Run(BaseArguments(more));

    private string[] BaseArguments(params string[] more) => ["train", "base", "--data", _task, "--out", _folder["base"], .. Small, .. more];

    private string[] Expert(params string[] more) =>
        ["train", "expert", "--base", _folder["base"], "--task", _task, "--out", _folder["experts", "colours"], "--batch", "16", "--lr", "0.003", "--head", "probe", .. more];
}
