using System.Globalization;
using System.Text.Json.Serialization;
using Sinter.Data;

namespace Sinter.Evaluation;

/// <summary>Which unlabelled pictures a routed model is fitted on.</summary>
internal sealed record AdaptationOptions
{
    /// <summary>The part of each task they are taken from.</summary>
    public TaskSplit Split { get; init; } = TaskSplit.Validation;

    /// <summary>At most so many of each task, evenly spaced; null: all.</summary>
    public int? Images { get; init; }

    /// <summary>What is done to them; null: nothing.</summary>
    public string? Corruption { get; init; }

    /// <summary>How strongly, 1 to 5.</summary>
    public int Severity { get; init; } = 2;

    /// <summary>The share of the pictures that is corrupted.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Whether the fit is told each picture's task.</summary>
    [JsonPropertyName("tasks_known")]
    public bool TasksKnown { get; init; } = true;

    /// <summary>In words, for tables.</summary>
    public override string ToString()
    {
        var corrupted = Corruption is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {Corruption} {Severity}{(Share < 1 ? $" on a share of {Share}" : "")}");
        return string.Create(CultureInfo.InvariantCulture, $"{Split.ToString().ToLowerInvariant()}{(Images is { } most ? $" (at most {most} a task)" : "")}{corrupted}{(TasksKnown ? "" : ", tasks unknown")}");
    }
}
