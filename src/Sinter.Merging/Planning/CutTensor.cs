namespace Sinter.Merging;

/// <summary>A vocabulary tensor cut to the rows that all models have.</summary>
internal sealed record CutTensor(string Name, long Before, long After);
