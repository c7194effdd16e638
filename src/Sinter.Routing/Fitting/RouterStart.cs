namespace Sinter.Routing;

/// <summary>What the router knows before stage 2.</summary>
public enum RouterStart
{
    /// <summary>Nothing: all experts alike.</summary>
    Uniform,

    /// <summary>It is fitted to the joint head's belief by task, Σ of the beliefs in a task's classes: the method's own signal, without task ids.</summary>
    Belief,

    /// <summary>It is fitted to the task ids of the adaptation images. No class labels are used.</summary>
    TaskIds,
}
