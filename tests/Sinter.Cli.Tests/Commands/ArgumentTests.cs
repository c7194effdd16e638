namespace Sinter.Cli.Tests;

public class ArgumentTests
{
    [Fact]
    public void A_misspelt_command_is_refused_in_one_line() => Command.Run("mrege").ShouldBeRefused("mrege", "sinter --help");

    [Fact]
    public void A_missing_argument_is_refused_in_one_line() => Command.Run("inspect").ShouldBeRefused("MODEL", "sinter inspect --help");

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("99999999999999999999")]
    public void A_number_of_threads_outside_its_range_is_refused_in_one_line(string threads) =>
        Command.Run("inspect", "model", "--threads", threads).ShouldBeRefused("--threads", $"'{threads}'", "1 to 1024");

    [Fact]
    public void Without_arguments_the_help_is_shown() => Command.Run().ShouldBeDone().Output.ShouldBe(Command.Run("--help").Output);

    [Fact]
    public void Verbose_shows_where_a_failure_happened()
    {
        Command.Run("inspect", "/no/such/model", "--verbose").Error.ShouldContain("   at Sinter.");
        Command.Run("inspect", "/no/such/model").ShouldBeRefused("/no/such/model", "no such file");
    }

    [Theory]
    [InlineData("merge", "", "--out", "x")]
    [InlineData("merge", "x", "--out", "")]
    [InlineData("check", "")]
    [InlineData("inspect", " ")]
    [InlineData("demo", "")]
    public void An_empty_path_is_refused_in_one_line(params string[] arguments) => Command.Run(arguments).ShouldBeRefused("empty", $"sinter {arguments[0]} --help");
}
