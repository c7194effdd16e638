namespace Sinter.Data;

/// <summary>Which tasks keep their meaning in a mirror: objects, scenes and textures do, characters and traffic signs do not.</summary>
public static class Mirroring
{
    private static readonly string[] Allow = ["tinyimagenet32", "fashion", "rsscn7", "dtd10", "scene15", "grocery", "flowers5", "caltech101", "pacs", "procedural:surfaces"];

    /// <summary>Whether pictures of the task may be mirrored; false for a task that is not known.</summary>
    /// <param name="task">A name, or one with a domain (<c>pacs:photo</c>).</param>
    public static bool Allowed(string task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Allow.Contains(task) || Allow.Contains(task.Split(':')[0]);
    }
}
