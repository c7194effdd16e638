namespace Sinter.Cli.Tests;

public sealed class DemoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_demo_leaves_models_recipes_and_merges_that_can_be_repeated()
    {
        var demo = _folder["demo"];
        Command.Run("demo", demo).ShouldBeDone().Output.ShouldContain("ties ");
        Directory.EnumerateFileSystemEntries(demo).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(
            ["base", "chat", "code", "math", "merged-task_arithmetic", "merged-ties", "task_arithmetic.yml", "ties.yml"]);

        Command.Run("merge", Path.Combine(demo, "ties.yml"), "--out", _folder["again"], "--threads", "1", "--max-memory", "20MB").ShouldBeDone();
        File.ReadAllBytes(_folder["again", "model.safetensors"]).ShouldBe(File.ReadAllBytes(Path.Combine(demo, "merged-ties", "model.safetensors")));
    }

    [Fact]
    public void The_demo_makes_the_same_models_everywhere()
    {
        DemoModels.Write(_folder.Path);
        var hash = System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_folder["math", "model.safetensors"]));
        ExpectedText.Check("demo-math.sha256.txt", Convert.ToHexStringLower(hash) + "\n");
    }

    [Fact]
    public void An_existing_folder_is_not_touched()
    {
        File.WriteAllText(_folder["mine.txt"], "mine");
        Command.Run("demo", _folder.Path).ShouldBeRefused(_folder.Path, "exists already");
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldHaveSingleItem();
    }
}
