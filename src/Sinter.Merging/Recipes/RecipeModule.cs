using System.Collections.Immutable;

namespace Sinter.Merging;

/// <summary>One tower of a model with several. It owns the tensors whose names have its prefix; a module named <c>default</c> owns what no other
/// owns.</summary>
/// <param name="Name">Its name; the prefix unless <see cref="Prefix"/> says otherwise.</param>
public sealed record RecipeModule(string Name)
{
    /// <summary>The prefix of its tensors' names; null for the module's name.</summary>
    public string? Prefix { get; init; }

    /// <summary>The models merged whole; empty when there are slices.</summary>
    public ImmutableArray<RecipeModel> Models { get; init; } = [];

    /// <summary>The slices; empty when there are models.</summary>
    public ImmutableArray<RecipeSlice> Slices { get; init; } = [];

    /// <summary>Parameters of this module.</summary>
    public ParameterSet Parameters { get; init; } = [];

    internal RecipePosition Position { get; init; }
}
