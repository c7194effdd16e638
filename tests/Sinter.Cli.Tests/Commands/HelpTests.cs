namespace Sinter.Cli.Tests;

public class HelpTests
{
    [Theory]
    [InlineData]
    [InlineData("merge")]
    [InlineData("check")]
    [InlineData("data")]
    [InlineData("demo")]
    [InlineData("convert")]
    [InlineData("inspect")]
    [InlineData("methods")]
    [InlineData("train")]
    [InlineData("train", "base")]
    [InlineData("train", "expert")]
    [InlineData("eval")]
    [InlineData("mergeability")]
    [InlineData("corrupt")]
    [InlineData("route")]
    [InlineData("route", "fit")]
    [InlineData("route", "eval")]
    [InlineData("route", "predict")]
    [InlineData("route", "explain")]
    [InlineData("bench", "routing")]
    [InlineData("study")]
    [InlineData("quickstart")]
    public void Help_is_as_expected(params string[] command) =>
        ExpectedText.Check($"help{string.Concat(command.Select(static word => $"-{word}"))}.txt", Command.Run([.. command, "--help"]).ShouldBeDone().Output);

    [Fact]
    public void The_version_is_one_line() => Command.Run("--version").ShouldBeDone().Output.ShouldMatch(@"^sinter \d+\.\d+\.\d+\n$");
}
