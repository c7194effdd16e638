namespace Sinter.Cli.Tests;

public sealed class ConvertTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_folder_is_converted_with_its_configuration()
    {
        Command.Run("convert", _place.First, _place.Output).ShouldBeDone().Output.ShouldBe($"{_place.Output}: 2 tensors, 160 B in 2 files\n");
        File.ReadAllBytes(Path.Combine(_place.Output, "model.safetensors")).Length.ShouldBeGreaterThan(160);
        File.Exists(Path.Combine(_place.Output, "config.json")).ShouldBeTrue();
    }

    [Fact]
    public void A_single_file_can_be_made()
    {
        var run = Command.Run("convert", _place.First, _place["one.safetensors"], "--json").ShouldBeDone();
        run.Json.GetProperty("tensors").GetInt32().ShouldBe(2);
        Command.Run("inspect", _place["one.safetensors"]).ShouldBeDone();
    }

    [Fact]
    public void Shards_do_not_go_into_a_single_file() =>
        Command.Run("convert", _place.First, _place["one.safetensors"], "--shard-size", "1GB").ShouldBeRefused("--shard-size", "name a folder");

    [Fact]
    public void An_existing_output_is_replaced_only_when_asked()
    {
        Command.Run("convert", _place.First, _place.Second).ShouldBeRefused(_place.Second, "exists already");
        Command.Run("convert", _place.First, _place.Second, "--overwrite", "--quiet").ShouldBeDone().Output.ShouldBeEmpty();
    }

    [Fact]
    public void A_cancelled_conversion_leaves_nothing_behind()
    {
        var before = _place.Entries;
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var run = Command.Run(["convert", _place.First, _place.Output], cancelled.Token);
        (run.ExitCode, run.Error).ShouldBe((130, "error: cancelled.\n"));
        _place.Entries.ShouldBe(before);
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void A_pytorch_file_becomes_safetensors()
    {
        var input = SharedData.Require("data", "formats", "burn_vectors", "mnist-weights", "mnist.pt");
        var tensors = Command.Run("convert", input, _place.Output, "--json").ShouldBeDone().Json.GetProperty("tensors").GetInt32();
        Command.Run("inspect", input, "--json").ShouldBeDone().Json.GetProperty("models")[0].GetProperty("tensors").GetArrayLength().ShouldBe(tensors);
    }
}
