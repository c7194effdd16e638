namespace Sinter.Merging;

/// <summary>What a merge method says about itself.</summary>
/// <param name="Name">The word after <c>merge_method:</c>.</param>
/// <param name="Summary">One sentence for users.</param>
/// <param name="Formula">The definition in one line of text.</param>
/// <param name="Source">Paper or program the definition comes from, and whether it was read or reconstructed.</param>
/// <param name="Scope">How much it must see at once.</param>
/// <param name="BaseModel">What it makes of <c>base_model</c>.</param>
public sealed record MethodDeclaration(string Name, string Summary, string Formula, string Source, MethodScope Scope, BaseModelUse BaseModel)
{
    /// <summary>Its parameters.</summary>
    public IReadOnlyList<ParameterDefinition> Parameters { get; init; } = [];

    /// <summary>Fewest models it merges, the base not counted unless it is one of the models.</summary>
    public int MinimumModels { get; init; } = 1;

    /// <summary>Most models it merges.</summary>
    public int MaximumModels { get; init; } = int.MaxValue;

    /// <summary>True for a method that mergekit has under the same name.</summary>
    public bool InMergekit { get; init; }

    /// <summary>True when the statistics files (a parameter of kind <see cref="ParameterKind.File"/>) have the model's own shapes and stream by with it.</summary>
    public bool StreamsStatistics { get; init; }

    /// <summary>Finds a parameter.</summary>
    public ParameterDefinition? Find(string name) => Parameters.FirstOrDefault(parameter => parameter.Name == name);
}
