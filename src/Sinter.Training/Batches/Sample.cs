namespace Sinter.Training;

/// <summary>One place of a batch.</summary>
/// <param name="Source">Where the picture comes from.</param>
/// <param name="Index">Its number there.</param>
/// <param name="Label">Its class among all classes.</param>
/// <param name="Number">Pictures the run has seen before it: keys its variation.</param>
internal readonly record struct Sample(TrainingSource Source, int Index, int Label, long Number);
