namespace Sinter.Cli;

/// <summary>Where results (output) and everything else (error) go, and whether a person watches.</summary>
internal sealed record Terminal(TextWriter Output, TextWriter Error)
{
    /// <summary>Characters a line of a piped table may have: never wrapped.</summary>
    private const int Unlimited = 4096;

    /// <summary>Whether standard output is a terminal.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether standard error is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Characters a line.</summary>
    public int Width { get; init; } = Unlimited;

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess()
    {
        var terminal = !Console.IsOutputRedirected;
        return new Terminal(Console.Out, Console.Error)
        {
            OutputIsTerminal = terminal,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Width = terminal ? Math.Max(40, Console.WindowWidth) : Unlimited,
        };
    }
}
