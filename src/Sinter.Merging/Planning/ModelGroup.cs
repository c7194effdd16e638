using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>Models that are merged with each other under the same parameters: a recipe's models, or the sources of one slice.</summary>
internal sealed class ModelGroup
{
    /// <summary>The models in the method's order, the base not among them unless the method merges it.</summary>
    public required IReadOnlyList<GroupModel> Models { get; init; }

    /// <summary>The base that the method reads; null when it reads none.</summary>
    public GroupModel? Base { get; init; }

    /// <summary>The base that lends tensors and types although the method does not read it; else <see cref="Base"/>.</summary>
    public Checkpoint? Lender { get; init; }

    /// <summary>Layers of the slice; 0 for models taken whole.</summary>
    public int Layers { get; init; }

    /// <summary>Parameter sets from the nearest to the farthest: slice, module, recipe.</summary>
    public required IReadOnlyList<ParameterSet> Sets { get; init; }

    /// <summary>Where the group stands in the recipe.</summary>
    public RecipePosition Position { get; init; }

    /// <summary>The base, if read, and the models.</summary>
    public IEnumerable<GroupModel> Inputs => Base is null ? Models : Models.Prepend(Base);

    /// <summary>The model whose names and types count: the base, else the first model.</summary>
    public GroupModel Reference => Base ?? Models[0];
}
