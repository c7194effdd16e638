using System.Runtime.InteropServices;

namespace Sinter.Merging;

/// <summary>How task vectors whose signs disagree become one.</summary>
/// <param name="Combination">What becomes of those that agree.</param>
/// <param name="Scale">Factor of the result.</param>
/// <param name="ZeroSign">The sign elected where the sum is zero: 1, −1, or 0 to keep nothing there.</param>
/// <param name="EqualVotes">Whether all models have the same vote in the election, instead of their weights.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SignElection(AgreeingElements Combination, float Scale, float ZeroSign = 1, bool EqualVotes = false);
