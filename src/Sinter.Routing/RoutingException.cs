namespace Sinter.Routing;

/// <summary>A routed model that cannot be fitted, read or run. The message is one line: what was found, what was expected, what to do.</summary>
public sealed class RoutingException : Exception
{
    /// <summary>Describes the failure.</summary>
    public RoutingException(RoutingError kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>The kind of failure, for programs.</summary>
    public RoutingError Kind { get; }
}
