namespace Sinter.Training;

/// <summary>Where the experts of a family lie: one folder a task, a colon in its name written as a dash.</summary>
public static class ExpertFolder
{
    /// <summary>The folder of a task's expert.</summary>
    /// <exception cref="TrainingException">It is not there.</exception>
    public static string Of(string experts, string task)
    {
        ArgumentException.ThrowIfNullOrEmpty(experts);
        ArgumentException.ThrowIfNullOrEmpty(task);
        var folder = Path.Combine(experts, Name(task));
        return Directory.Exists(folder)
            ? folder
            : throw new TrainingException(TrainingError.UnsuitableModel, $"{experts}: has no expert for {task}; expected the folder {folder}, as 'sinter train expert' makes it.");
    }

    /// <summary>A task's name as a folder's.</summary>
    public static string Name(string task)
    {
        ArgumentException.ThrowIfNullOrEmpty(task);
        return string.Join('-', Path.TrimEndingDirectorySeparator(task).Split(':', Path.DirectorySeparatorChar).TakeLast(2)).Trim('-', '.');
    }
}
