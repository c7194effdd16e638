namespace Sinter.Merging;

/// <summary>One thing that is wrong with a recipe or its models.</summary>
/// <param name="Kind">The kind, for programs.</param>
/// <param name="Message">One line: where, what was found, what was expected, what to do.</param>
public sealed record RecipeProblem(RecipeError Kind, string Message);
