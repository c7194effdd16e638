namespace Sinter.Cli.Tests;

/// <summary>Runs the command within the test's process.</summary>
internal static class Command
{
    public static CommandRun Run(params string[] arguments) => Run(arguments, CancellationToken.None);

    public static CommandRun Run(string[] arguments, CancellationToken cancellation)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = Application.Run(new Terminal(output, error), arguments, cancellation);
        return new CommandRun(code, output.ToString(), error.ToString());
    }
}
