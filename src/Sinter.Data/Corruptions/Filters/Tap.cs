namespace Sinter.Data;

/// <summary>A place of a filter: how far to the right and below, and the weight there.</summary>
internal readonly record struct Tap(int X, int Y, float Weight);
