namespace Sinter.Cli.Tests;

/// <summary>A study of two experts trained by the commands.</summary>
public sealed class StudyTests(RouteTests.Zoo zoo) : IClassFixture<RouteTests.Zoo>
{
    [Fact]
    public void A_study_leaves_tables_and_a_second_one_computes_nothing()
    {
        var made = Command.Run(Study("study", "--only", "bd task", "--only", "bd task, - router", "--only", "average")).ShouldBeDoneOrLackJpeg();
        foreach (var word in (string[])["row", "clean", "L3", "unseen", "bd task", "3 cells, 3 computed now", "not computed yet: base", "study.md"]) made.Output.ShouldContain(word);
        File.ReadAllText(zoo["study/study.md"]).ShouldContain("Command: `sinter study ");
        File.Exists(zoo["study/report.html"]).ShouldBeTrue();

        var again = Command.Run(Study("study", "--only", "bd task", "--json", "--threads", "2")).ShouldBeDone().Json;
        again.GetProperty("title").GetString().ShouldBe("Quick study");
        again.GetProperty("rows").EnumerateArray().Select(static row => row.GetProperty("name").GetString()).ShouldBe(["average", "bd task", "bd task, - router"]);
        Command.Run(Study("study", "--only", "bd task")).ShouldBeDone().Output.ShouldContain("3 cells, 0 computed now");
    }

    [Fact]
    public void Bad_input_is_refused_in_one_line()
    {
        Command.Run([.. Study("x").Select(static word => word == "1" ? "0" : word)]).ShouldBeRefused("--seeds", "from 1 to");
        Command.Run(Study("x", "--only", "bd tsk", "--quiet")).ShouldBeRefused("'bd tsk'", "did you mean 'bd task'?");
        Command.Run(Study("x", "--unseen", zoo.Tints, "--quiet")).ShouldBeRefused("named twice");
        Command.Run("study", "nowhere.json", "--base", zoo["base"], "--experts", zoo["experts"], "--task", zoo.Colours, "--out", zoo["x"]).ShouldBeRefused("nowhere.json");
        Command.Run("study", Plan, "--base", zoo["base"], "--experts", zoo["base"], "--task", zoo.Colours, "--out", zoo["x"], "--quiet").ShouldBeRefused("no expert for");
        Directory.Exists(zoo["x"]).ShouldBeFalse();
        File.WriteAllText(zoo["plan.json"], """{ "rows": [{ "name": "a", "fits": {} }] }""");
        Command.Run("study", zoo["plan.json"], "--base", zoo["base"], "--experts", zoo["experts"], "--task", zoo.Colours, "--out", zoo["x"]).ShouldBeRefused("plan.json", "'fits'", "did you mean 'fit'?");
    }

    [Fact]
    public void A_cancelled_study_says_so()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Command.Run(Study("cancelled", "--only", "bd task"), cancelled.Token).ExitCode.ShouldBe(130);
    }

    private static string Plan => Repository.At("samples", "studies", "quick.json");

    private string[] Study(string output, params string[] more) =>
        ["study", Plan, "--base", zoo["base"], "--experts", zoo["experts"], "--task", zoo.Colours, "--task", zoo.Tints, "--seeds", "1", "--images", "12", "--val-fraction", "0.5", "--val-seed", "2", "--out", zoo[output], .. more];
}
