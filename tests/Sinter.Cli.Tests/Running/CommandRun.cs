using System.Text.Json;

namespace Sinter.Cli.Tests;

/// <summary>What a command did.</summary>
public sealed record CommandRun(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Standard error's lines.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The command succeeded.</summary>
    public CommandRun ShouldBeDone()
    {
        ExitCode.ShouldBe(0, Error);
        return this;
    }

    /// <summary>The command refused: exit code 2, nothing on standard output, and one line on standard error that says all of <paramref name="words"/>.</summary>
    public CommandRun ShouldBeRefused(params string[] words)
    {
        ExitCode.ShouldBe(2, Error);
        Output.ShouldBeEmpty();
        Error.ShouldEndWith("\n");
        var line = ErrorLines.ShouldHaveSingleItem();
        line.ShouldStartWith("error: ");
        line.ShouldNotContain("   at ");
        foreach (var word in words) line.ShouldContain(word, Case.Sensitive);
        return this;
    }
}
