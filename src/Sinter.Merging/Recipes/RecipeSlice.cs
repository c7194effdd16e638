using System.Collections.Immutable;

namespace Sinter.Merging;

/// <summary>A run of the output's layers: the same number of layers of every source, merged layer by layer.</summary>
public sealed record RecipeSlice
{
    /// <summary>The sources, each with its layers.</summary>
    public required ImmutableArray<RecipeModel> Sources { get; init; }

    /// <summary>The base of this slice; null for the recipe's.</summary>
    public ModelReference? BaseModel { get; init; }

    /// <summary>Parameters of this slice.</summary>
    public ParameterSet Parameters { get; init; } = [];

    internal RecipePosition Position { get; init; }
}
