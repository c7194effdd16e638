namespace Sinter.Cli.Tests;

/// <summary>The programs of <c>samples/</c>, run as their readers would.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_recipe_is_merged_by_a_program()
    {
        Run("MergeByRecipe", _place.Average(), _place.Output).ShouldBeDone().Output.ShouldBe($"2 tensors merged, 0 copied, 160 bytes in 4 files: {_place.Output}\n");
        var again = Run("MergeByRecipe", _place.Average(), _place.Output);
        (again.ExitCode, again.ErrorLines.Length).ShouldBe((2, 1));
    }

    [Fact]
    public void Models_in_memory_are_merged_by_a_program() =>
        Run("MergeInCode").ShouldBeDone().Output.ShouldBe("linear: 2 3 1 1\ntask_arithmetic: 3 5 1 1\nties: 3 5 1 2\n");

    [Fact]
    public void A_method_from_outside_merges() => Run("OwnMethod").ShouldBeDone().Output.ShouldBe("median × 2: 4 40 0\n");

    [Fact]
    public void Samples_stay_short()
    {
        var files = Directory.EnumerateFiles(Repository.At("samples"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToList();
        files.Count.ShouldBeGreaterThan(3);
        foreach (var project in files.GroupBy(static file => Path.GetDirectoryName(file))) project.Sum(static file => File.ReadLines(file).Count()).ShouldBeLessThan(60, project.Key);
    }

    private static CommandRun Run(string sample, params string[] arguments)
    {
        using var child = ChildProcess.Start(Path.Combine(AppContext.BaseDirectory, sample + (OperatingSystem.IsWindows() ? ".exe" : "")), arguments);
        return child.Wait();
    }
}
