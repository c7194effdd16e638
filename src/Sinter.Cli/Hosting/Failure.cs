using Sinter.Checkpoints;
using Sinter.Data;
using Sinter.Evaluation;
using Sinter.Learning;
using Sinter.Merging;
using Sinter.Routing;
using Sinter.Training;

namespace Sinter.Cli;

/// <summary>Turns an exception into one line on standard error and an exit code.</summary>
internal static class Failure
{
    public static int Report(Terminal terminal, Exception exception, bool verbose)
    {
        var (code, message) = Describe(exception is AggregateException { InnerException: { } inner } ? inner : exception);
        terminal.Error.WriteLine($"error: {OneLine(message)}");
        if (verbose) terminal.Error.WriteLine(exception);
        return code;
    }

    /// <summary>A message without line breaks.</summary>
    public static string OneLine(string message) =>
        message.AsSpan().ContainsAny('\r', '\n') ? string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) : message;

    private static (int Code, string Message) Describe(Exception exception) => exception switch
    {
        RecipeException or CheckpointException or NetworkException or DatasetException or TrainingException or RoutingException or EvaluationException or UsageException => (ExitCode.Input, exception.Message),
        OperationCanceledException => (ExitCode.Cancelled, "cancelled."),
        IOException or UnauthorizedAccessException => (ExitCode.Input, exception.Message),
        OutOfMemoryException => (ExitCode.Input, "the machine has too little free memory for this; lower --max-memory or --threads, or free some memory."),
        _ => (ExitCode.Bug, $"this is a fault of sinter, not yours: {exception.GetType().Name}: {exception.Message} Please report it with the output of --verbose."),
    };
}
