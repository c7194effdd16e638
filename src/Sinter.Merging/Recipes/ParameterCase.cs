namespace Sinter.Merging;

/// <summary>A value for the tensors that a filter matches.</summary>
/// <param name="Filter">Which tensors.</param>
/// <param name="Value">A scalar or a gradient.</param>
public sealed record ParameterCase(TensorFilter Filter, ParameterValue Value);
