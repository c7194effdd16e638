namespace Sinter.Merging;

/// <summary>A recipe, or a set of inputs, that cannot be merged. The message is one line: where, what was found, what was expected, what to do.</summary>
public sealed class RecipeException : Exception
{
    /// <summary>Describes the failure.</summary>
    public RecipeException(RecipeError kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>The kind of failure, for programs.</summary>
    public RecipeError Kind { get; }

    /// <summary>Everything that was found wrong, when more than one thing was looked for; the message tells the first.</summary>
    public IReadOnlyList<RecipeProblem> Problems { get; init; } = [];
}
