namespace Sinter.Merging;

/// <summary>A place in a recipe's text.</summary>
/// <param name="File">Name of the file as the user gave it; null for a recipe made in code.</param>
/// <param name="Line">Line, from 1; 0 for the file as a whole.</param>
public readonly record struct RecipePosition(string? File, int Line)
{
    /// <summary>For example <c>recipe.yml:12</c>.</summary>
    public override string ToString() => (File, Line) switch
    {
        (null, 0) => "recipe",
        (null, _) => $"recipe:{Line}",
        (_, 0) => File,
        _ => $"{File}:{Line}",
    };
}
