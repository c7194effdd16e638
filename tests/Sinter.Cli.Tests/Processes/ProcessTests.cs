namespace Sinter.Cli.Tests;

public sealed class ProcessTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_merge_ends_with_0_and_piped_output_has_no_escape_codes()
    {
        using var child = ChildProcess.Sinter("merge", _place.Average(), "--out", _place.Output);
        var run = child.Wait().ShouldBeDone();
        run.Output.ShouldContain("2 tensors merged by linear");
        (run.Output + run.Error).ShouldNotContain("\u001b");
    }

    [Fact]
    public void Wrong_input_ends_with_2_and_one_line()
    {
        using var child = ChildProcess.Sinter("merge", _place["missing.yml"], "--out", _place.Output);
        child.Wait().ShouldBeRefused(_place["missing.yml"]);
    }

    [Theory]
    [InlineData(ChildProcess.Interrupt)]
    [InlineData(ChildProcess.Terminate)]
    public async Task A_signal_during_a_merge_ends_it_with_130_and_leaves_nothing(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        var recipe = EndlessMerge();
        var before = _place.Entries;
        using var child = ChildProcess.Sinter("merge", recipe, "--out", _place.Output);
        await child.WaitUntil(() => File.Exists(Path.Combine(_place.Output + ".partial", "model.safetensors")), "the output's temporary folder appeared");
        child.Signal(signal);
        var run = child.Wait();
        (run.ExitCode, run.Output).ShouldBe((130, ""));
        run.ErrorLines[^1].ShouldBe("error: cancelled.");
        _place.Entries.ShouldBe(before);
    }

    // 100,000 passes over a megabyte: minutes, if nobody stops it.
    private string EndlessMerge()
    {
        var random = new float[1 << 18];
        for (var model = 1; model <= 2; model++)
        {
            for (var i = 0; i < random.Length; i++) random[i] = MathF.Sin(i * model);
            TestModels.Write(_place[$"large-{model}.safetensors"], ("weight", [random.Length], random));
        }

        return _place.Recipe("merge_method: karcher\nparameters: {max_iter: 100000, tol: 0}\nmodels: [{model: large-1.safetensors}, {model: large-2.safetensors}]\n");
    }
}
