namespace Sinter.Routing;

/// <summary>Whose entropy stage 2 lowers.</summary>
public enum EntropyHead
{
    /// <summary>That of the task's own head: the task of every adaptation image is known.</summary>
    Task,

    /// <summary>That of the joint head over all tasks' classes: no task ids are needed.</summary>
    Joint,
}
