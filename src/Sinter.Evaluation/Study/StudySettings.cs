using Sinter.Data;

namespace Sinter.Evaluation;

/// <summary>The family that a study is about, and how it is scored.</summary>
public sealed record StudySettings
{
    /// <summary>The folder of the base.</summary>
    public required string Base { get; init; }

    /// <summary>The folder of the experts' folders, one a task.</summary>
    public required string Experts { get; init; }

    /// <summary>Tasks that have an expert.</summary>
    public required IReadOnlyList<ImageTask> Tasks { get; init; }

    /// <summary>Tasks that no expert saw.</summary>
    public IReadOnlyList<ImageTask> Unseen { get; init; } = [];

    /// <summary>Fits of every routed row: seeds 0, 1, ...</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>Pictures of each task that are scored at most, evenly spaced.</summary>
    public int Images { get; init; } = 500;

    /// <summary>Which pictures are scored.</summary>
    public TaskSplit Split { get; init; } = TaskSplit.Test;

    /// <summary>Rows to compute; empty: all. The tables show every row that has been.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>What L1, L2 and L3 do to a picture, at the severities 1, 2 and 3 of CIFAR-C.</summary>
    public Corruption Corruption { get; init; } = Corruption.Mixed;

    /// <summary>Draws of the bootstrap that gives the intervals of differences.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Threads; 0: one a processor. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>The command that was given, for the note.</summary>
    public string Command { get; init; } = "";

    internal void Validate(StudyPlan plan)
    {
        if (Seeds < 1) throw new EvaluationException($"The number of seeds is {Seeds}; expected at least 1.");
        if (Images < 1) throw new EvaluationException($"{Images} pictures of each task are to be scored; expected at least 1.");
        if (Tasks.Count == 0) throw new EvaluationException("There is no task to score; name those that have an expert.");
        if (Tasks.Concat(Unseen).GroupBy(static task => task.Name).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw new EvaluationException($"The task '{twice.Key}' is named twice; a task is seen or unseen, and once.");
        string[] names = [.. StaticRows.Names, .. plan.Names];
        foreach (var name in Only)
            if (!names.Contains(name)) throw new EvaluationException(PlanJson.Sentence($"There is no row '{name}'{Suggestion.For(name, names)}"));
    }
}
