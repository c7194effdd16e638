namespace Sinter.Training;

/// <summary>How a run is carried out; none of this changes its result.</summary>
public sealed record RunOptions
{
    /// <summary>Threads; 0: one a processor.</summary>
    public int Threads { get; init; }

    /// <summary>Where the state of an unfinished run lies; null: it cannot be resumed.</summary>
    public string? StateFolder { get; init; }

    /// <summary>Time between two savings of the state.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Keeps the state when the run is done, so that a longer one can go on from it.</summary>
    public bool KeepState { get; init; }

    /// <summary>Told now and then how far the run is.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Tells the time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
