namespace Sinter.Cli;

/// <summary>Arguments that do not go together. The message is one line.</summary>
internal sealed class UsageException(string message) : Exception(message);
