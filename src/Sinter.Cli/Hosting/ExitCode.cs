namespace Sinter.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Our fault.</summary>
    public const int Bug = 1;

    /// <summary>The user's input, or the machine's state: one line on standard error says what.</summary>
    public const int Input = 2;

    /// <summary>Cancelled by a signal.</summary>
    public const int Cancelled = 130;
}
