using Sinter.Checkpoints;

namespace Sinter.Cli.Tests;

public sealed class MergeTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_merge_leaves_weights_configuration_recipe_and_provenance()
    {
        var run = Command.Run("merge", _place.Average(), "--out", _place.Output).ShouldBeDone();
        run.Output.ShouldStartWith($"{_place.Output}: 2 tensors merged by linear, 0 copied, 160 B in ");
        run.Error.ShouldBeEmpty();
        Directory.EnumerateFiles(_place.Output).Select(Path.GetFileName).Order().ShouldBe(["config.json", "model.safetensors", "provenance.json", "recipe.yml"]);
        Values(_place.Output, "norm.weight").ShouldBe(TestModels.Filled(8, 3));
    }

    [Fact]
    public void The_result_as_json_says_what_was_made()
    {
        var run = Command.Run("merge", _place.Average(), "--out", _place.Output, "--json", "--shard-size", "100").ShouldBeDone();
        run.Json.GetProperty("output").GetString().ShouldBe(_place.Output);
        run.Json.GetProperty("merged").GetInt32().ShouldBe(2);
        run.Json.GetProperty("files").EnumerateArray().Select(static file => file.GetString()).ShouldBe(
            ["config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json", "provenance.json", "recipe.yml"]);
    }

    [Fact]
    public void Quiet_says_nothing()
    {
        var run = Command.Run("merge", _place.Average(), "--out", _place.Output, "--quiet").ShouldBeDone();
        (run.Output + run.Error).ShouldBeEmpty();
        Directory.Exists(_place.Output).ShouldBeTrue();
    }

    [Fact]
    public void An_existing_output_is_replaced_only_when_asked()
    {
        Command.Run("merge", _place.Average(), "--out", _place.Output).ShouldBeDone();
        _place.Refuses(_place.Average(), _place.Output, "exists already", "--overwrite");
        Command.Run("merge", _place.Average(), "--out", _place.Output, "--overwrite").ShouldBeDone();
    }

    [Theory]
    [InlineData("--seed")]
    [InlineData("--random-seed")]
    public void The_seed_of_the_command_line_wins_over_the_recipe(string option)
    {
        var recipe = _place.Recipe("merge_method: linear\nseed: 5\nmodels: [{model: first, parameters: {weight: 1}}]\n");
        Command.Run("merge", recipe, "--out", _place.Output, "--json").ShouldBeDone().Json.GetProperty("seed").GetUInt64().ShouldBe(5ul);
        Command.Run("merge", recipe, "--out", _place.Output, "--json", "--overwrite", option, "18446744073709551615").ShouldBeDone()
            .Json.GetProperty("seed").GetUInt64().ShouldBe(ulong.MaxValue);
    }

    [Fact]
    public void Hashes_are_left_out_on_request()
    {
        Command.Run("merge", _place.Average(), "--out", _place.Output).ShouldBeDone();
        File.ReadAllText(Path.Combine(_place.Output, "provenance.json")).ShouldContain("sha256");
        Command.Run("merge", _place.Average(), "--out", _place.Output, "--overwrite", "--no-hashes").ShouldBeDone();
        File.ReadAllText(Path.Combine(_place.Output, "provenance.json")).ShouldNotContain("sha256");
    }

    [Fact]
    public void Without_an_output_folder_nothing_is_merged() => Command.Run("merge", _place.Average()).ShouldBeRefused("--out");

    [Fact]
    public void A_size_that_is_none_is_refused() =>
        Command.Run("merge", _place.Average(), "--out", _place.Output, "--shard-size", "big").ShouldBeRefused("--shard-size", "'big'", "300MB");

    [Fact]
    public void A_cancelled_merge_leaves_nothing_behind()
    {
        var before = _place.Entries;
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var recipe = _place.Average();
        var run = Command.Run(["merge", recipe, "--out", _place.Output], cancelled.Token);
        (run.ExitCode, run.Output, run.Error).ShouldBe((130, "", "error: cancelled.\n"));
        _place.Entries.ShouldBe([.. before, "recipe.yml"], ignoreOrder: true);
    }

    private static float[] Values(string folder, string name)
    {
        using var checkpoint = Checkpoint.Open(Path.Combine(folder, "model.safetensors"));
        checkpoint.TryGet(name, out var tensor).ShouldBeTrue();
        var bytes = new byte[tensor!.ByteLength];
        checkpoint.Read(tensor, 0, bytes);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }
}
