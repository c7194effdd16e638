using System.Collections.Immutable;

namespace Sinter.Merging;

/// <summary>
/// What to merge and how, as data: read from YAML by <see cref="RecipeReader"/> or written in code with an object initialiser. Exactly one of <see
/// cref="Models"/>,
/// <see cref="Slices"/> and <see cref="Modules"/> has entries. <c>MergePlanner</c> turns it into a plan.
/// </summary>
/// <example><code>
/// var recipe = new Recipe
/// {
///     Method = "ties",
///     BaseModel = "models/base",
///     Models = [new("models/math") { Parameters = { ["density"] = 0.6 } }, new("models/code")],
/// };
/// </code></example>
public sealed record Recipe
{
    /// <summary>Name of the merge method (<c>merge_method</c>).</summary>
    public required string Method { get; init; }

    /// <summary>The models merged whole.</summary>
    public ImmutableArray<RecipeModel> Models { get; init; } = [];

    /// <summary>The output's layers, slice after slice.</summary>
    public ImmutableArray<RecipeSlice> Slices { get; init; } = [];

    /// <summary>The towers of a model with several.</summary>
    public ImmutableArray<RecipeModule> Modules { get; init; } = [];

    /// <summary>The base, or null.</summary>
    public ModelReference? BaseModel { get; init; }

    /// <summary>Parameters of the method for the whole model.</summary>
    public ParameterSet Parameters { get; init; } = [];

    /// <summary>Transforms of the task vectors, in order.</summary>
    public ImmutableArray<RecipeTransform> Prune { get; init; } = [];

    /// <summary>Type of the output when <see cref="OutType"/> says nothing, as torch names it; null or <c>auto</c> for the base's type.</summary>
    public string? DataType { get; init; }

    /// <summary>Type of the output (<c>out_dtype</c>), as torch names it; null or <c>auto</c> for <see cref="DataType"/>.</summary>
    public string? OutType { get; init; }

    /// <summary>Where the tokenizer files come from: null or <c>base</c> for the base, else a model.</summary>
    public ModelReference? TokenizerSource { get; init; }

    /// <summary><c>auto</c> or null.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>What to do with tensors that do not match.</summary>
    public OnMismatch OnMismatch { get; init; }

    /// <summary><c>tensor</c> or <c>model</c>: over what a density is counted; null for the method's default.</summary>
    public ParameterValue? DensityScope { get; init; }

    /// <summary>Seed of everything random; null for 0.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Generator of everything random; null to decide by the rule of docs/recipes.md.</summary>
    public RandomKind? Random { get; init; }

    /// <summary>The folder that relative paths start at; null for the current one.</summary>
    public string? Folder { get; init; }

    /// <summary>The YAML text; null for a recipe made in code.</summary>
    public string? Text { get; init; }

    /// <summary>Things to tell the user that are no errors, one line each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Where the method's name stands.</summary>
    internal RecipePosition Position { get; init; }
}
