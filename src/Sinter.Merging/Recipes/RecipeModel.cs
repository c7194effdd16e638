namespace Sinter.Merging;

/// <summary>A model of a recipe's <c>models</c>, or a source of a slice.</summary>
/// <param name="Model">Which model.</param>
public sealed record RecipeModel(ModelReference Model)
{
    /// <summary>First layer taken; only in slices.</summary>
    public int? FirstLayer { get; init; }

    /// <summary>One past the last layer taken; only in slices.</summary>
    public int? EndLayer { get; init; }

    /// <summary>Its parameters.</summary>
    public ParameterSet Parameters { get; init; } = [];
}
