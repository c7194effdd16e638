namespace Sinter.Evaluation;

/// <summary>A comparison that cannot be made. The message says what to do.</summary>
public sealed class EvaluationException : Exception
{
    /// <summary>A problem.</summary>
    public EvaluationException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
