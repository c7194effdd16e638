namespace Sinter.Data;

/// <summary>Pictures or labels that cannot be used. The message names the file, what was found, what was expected and what to do.</summary>
public sealed class DatasetException : Exception
{
    /// <summary>A problem of the given kind.</summary>
    public DatasetException(DatasetError error, string message, Exception? inner = null)
        : base(message, inner) => Error = error;

    /// <summary>What kind of problem.</summary>
    public DatasetError Error { get; }
}
