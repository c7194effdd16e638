namespace Sinter.Cli.Tests;

public sealed class CheckTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_sound_recipe_gets_a_summary()
    {
        var run = Command.Run("check", _place.Average(), "--out", _place.Output).ShouldBeDone();
        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("first   model        2  160 B  F32             -");
        run.Output.ShouldContain("method:  linear, seed 0");
        run.Output.ShouldContain("output:  2 tensors merged, 0 copied, 160 B (F32)");
        run.Output.ShouldContain("disk:    ");
        run.Output.ShouldEndWith("the merge can run\n");
    }

    [Fact]
    public void Every_problem_is_listed()
    {
        var recipe = _place.Recipe("merge_method: ties\nbase_model: base\nmodels: [{model: first, parameters: {weigt: 3, density: 2}}]\n");
        var run = Command.Run("check", recipe);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldBe($"error: {recipe} has 2 problems.\n");
        run.Output.Split('\n').Count(static line => line.StartsWith("problem: ", StringComparison.Ordinal)).ShouldBe(2);
        run.Output.ShouldContain("did you mean 'weight'?");

        var json = Command.Run("check", recipe, "--json");
        json.ExitCode.ShouldBe(2);
        json.Json.GetProperty("ok").GetBoolean().ShouldBeFalse();
        json.Json.GetProperty("problems").EnumerateArray().Select(static problem => problem.GetProperty("kind").GetString()).ShouldBe(["unknown", "out_of_range"]);
    }

    [Fact]
    public void A_dry_run_checks_and_writes_nothing()
    {
        var recipe = _place.Average();
        var before = _place.Entries;
        var run = Command.Run("merge", recipe, "--dry-run", "--json", "--seed", "7").ShouldBeDone();
        run.Json.GetProperty("ok").GetBoolean().ShouldBeTrue();
        run.Json.GetProperty("merged").GetInt32().ShouldBe(2);
        run.Json.GetProperty("seed").GetInt32().ShouldBe(7);
        Command.Run("merge", recipe, "--dry-run", "--out", _place.Output, "--quiet").ShouldBeDone().Output.ShouldBeEmpty();
        _place.Entries.ShouldBe(before);
    }

    [Fact]
    public void A_recipe_that_does_not_exist_is_a_problem()
    {
        var run = Command.Run("check", _place["none.yml"]);
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("none.yml");
        run.ErrorLines.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_memory_limit_that_cannot_be_kept_is_a_problem()
    {
        var run = Command.Run("check", _place.Average(), "--max-memory", "1kB");
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("limit");
    }
}
