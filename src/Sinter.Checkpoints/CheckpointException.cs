namespace Sinter.Checkpoints;

/// <summary>A checkpoint that cannot be read or written. The message is one line: file, tensor, what was found, what was expected, what to do.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Describes the failure.</summary>
    public CheckpointException(CheckpointError kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>The kind of failure, for programs.</summary>
    public CheckpointError Kind { get; }
}
