namespace Sinter.Merging;

/// <summary>A transform with its parameters in their declared kinds.</summary>
internal sealed record BoundTransform(TaskVectorTransform Transform, ParameterSet Parameters);
