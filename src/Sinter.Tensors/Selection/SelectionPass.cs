namespace Sinter.Tensors;

/// <summary>What a selection needs a pass over the elements for.</summary>
internal enum SelectionPass
{
    /// <summary>To keep all keys: there are few.</summary>
    Copy,

    /// <summary>To count what lies between the keys that a sample has suggested.</summary>
    Bracket,

    /// <summary>To count the keys' upper halves.</summary>
    High,

    /// <summary>To count the values in the bins that hold the ranks.</summary>
    Low,

    /// <summary>Nothing: the ranks are found.</summary>
    Done,
}
