using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>
/// Which tensors the experts change. Where all task vectors are zero (experts whose attention alone was tuned), every mixture is the base: nothing is mixed for each sample, and no gradient leads to the router.
/// </summary>
internal static class ChangedSlots
{
    /// <summary>For each slot whether a task vector is not zero there.</summary>
    public static bool[] Of(TaskVectors vectors) => [.. vectors.Layout.Slots.Select(slot => Enumerable.Range(0, vectors.Count).Any(k => Changes(vectors[k], slot)))];

    private static bool Changes(ReadOnlySpan<float> vector, WeightSlot slot) => vector.Slice(checked((int)slot.Offset), checked((int)slot.Count)).ContainsAnyExcept(0f);
}
