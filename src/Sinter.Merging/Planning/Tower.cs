namespace Sinter.Merging;

/// <summary>The part of a model that is planned at once: all of it, or one of a recipe's modules.</summary>
/// <param name="Name">For messages; null for the whole model.</param>
/// <param name="Owns">Which tensor names are its.</param>
/// <param name="Groups">One group of models, or one a slice.</param>
/// <param name="Sliced">Whether the groups are slices.</param>
internal sealed record Tower(string? Name, Func<string, bool> Owns, IReadOnlyList<ModelGroup> Groups, bool Sliced);
