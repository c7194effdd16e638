namespace Sinter.Learning;

/// <summary>A network that cannot be built, loaded, fed or trained. The message is one line: what was found, what was expected, what to do.</summary>
public sealed class NetworkException : Exception
{
    /// <summary>Describes the failure.</summary>
    public NetworkException(NetworkError kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>The kind of failure, for programs.</summary>
    public NetworkError Kind { get; }
}
