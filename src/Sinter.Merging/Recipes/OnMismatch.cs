namespace Sinter.Merging;

/// <summary>What to do with a tensor that some inputs lack or whose shapes differ.</summary>
public enum OnMismatch
{
    /// <summary>Refuse the merge, naming tensors and models.</summary>
    Error,

    /// <summary>Take the base's tensor as it is; leave out what the base lacks.</summary>
    Base,

    /// <summary>Leave the tensor out.</summary>
    Skip,

    /// <summary>Cut embeddings and output heads to the rows that all inputs have; refuse any other mismatch.</summary>
    Intersect,
}
