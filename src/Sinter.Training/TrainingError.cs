namespace Sinter.Training;

/// <summary>What can be wrong with a training run on pictures.</summary>
public enum TrainingError
{
    /// <summary>A setting is out of range or does not fit another.</summary>
    InvalidSetting,

    /// <summary>A folder is not an image model that Sinter can train.</summary>
    UnsuitableModel,

    /// <summary>Data and model, or data and head, do not fit: other classes, no labels.</summary>
    UnsuitableData,

    /// <summary>A saved state belongs to another run.</summary>
    OtherRun,

    /// <summary>The output exists or cannot be written.</summary>
    Output,
}
