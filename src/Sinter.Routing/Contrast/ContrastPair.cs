namespace Sinter.Routing;

/// <summary>A pair of a batch.</summary>
/// <param name="Anchor">Row of the anchor.</param>
/// <param name="Partner">Row of the partner; rows from the batch's size on lie in the memory bank.</param>
/// <param name="Positive">Whether the two should be close.</param>
/// <param name="Score">d of the pair.</param>
internal readonly record struct ContrastPair(int Anchor, int Partner, bool Positive, double Score);
