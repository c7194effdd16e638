namespace Sinter.Learning;

/// <summary>What every operation of a routed source knows: the vectors, and a row of coefficients for each sample and group.</summary>
/// <param name="Vectors">θ₀ and τ.</param>
/// <param name="Values">λ [B, K] or [B, G, K].</param>
/// <param name="Groups">Which tensors share a row.</param>
internal sealed record RoutedCoefficients(TaskVectors Vectors, Tensor Values, CoefficientGroups Groups)
{
    public int Batch => (int)Values.Shape[0];

    public int Tasks => Vectors.Count;

    /// <summary>Elements from one sample's coefficients to the next one's.</summary>
    public int SampleStride => Groups.Count * Vectors.Count;

    /// <summary>Where the coefficients of a group begin within a sample's.</summary>
    public int GroupOffset(int group) => group * Vectors.Count;

    /// <summary>The gradient of <see cref="Values"/>, cleared if nothing has been added yet; null if none is needed.</summary>
    public unsafe float* Gradient(Pass pass)
    {
        var target = pass.GradientOf(Values, out var accumulate);
        if (target is not null && !accumulate) new Span<float>(target, checked((int)Values.Count)).Clear();
        return target;
    }

    /// <summary>Runs of a slot's parts, lying side by side, that share a group.</summary>
    public IEnumerable<(int Group, long Offset, long Count)> Segments(WeightSlot slot)
    {
        for (var part = 0; part < slot.Parts.Length;)
        {
            var group = Groups.Of(slot, part);
            var offset = slot.Parts[part].Offset;
            var count = 0L;
            for (; part < slot.Parts.Length && Groups.Of(slot, part) == group; part++) count += slot.Parts[part].Count;
            yield return (group, offset, count);
        }
    }
}
