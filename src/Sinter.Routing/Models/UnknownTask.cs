namespace Sinter.Routing;

/// <summary>How an image is classified when nobody says which task it belongs to.</summary>
public enum UnknownTask
{
    /// <summary>Every task's head on the merged features, each weighted by the joint head's belief in the task (ours).</summary>
    Heads,

    /// <summary>The joint head's own expected probability.</summary>
    JointHead,
}
