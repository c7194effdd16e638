using System.Collections.Immutable;

namespace Sinter.Merging;

/// <summary>A recipe whose method and transforms exist and whose parameters have the declared kinds.</summary>
internal sealed record BoundRecipe(Recipe Recipe, MergeMethod Method, IReadOnlyList<BoundTransform> Transforms, ImmutableArray<string> Notes);
