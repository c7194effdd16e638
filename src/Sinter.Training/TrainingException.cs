namespace Sinter.Training;

/// <summary>A training run that cannot be: settings that do not fit, a state of another run, a folder that is no image model. The message says what to do.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>A problem of the given kind.</summary>
    public TrainingException(TrainingError error, string message, Exception? inner = null)
        : base(message, inner) => Error = error;

    /// <summary>What kind of problem.</summary>
    public TrainingError Error { get; }
}
