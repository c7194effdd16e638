namespace Sinter.Merging;

/// <summary>An entry of <c>prune:</c>: a transform of the task vectors.</summary>
/// <param name="Method">Name of the transform.</param>
public sealed record RecipeTransform(string Method)
{
    /// <summary>Its parameters.</summary>
    public ParameterSet Parameters { get; init; } = [];

    internal RecipePosition Position { get; init; }
}
