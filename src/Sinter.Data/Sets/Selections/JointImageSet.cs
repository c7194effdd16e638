using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>Several sets as one, each with its own block of classes.</summary>
internal sealed class JointImageSet : ImageSet
{
    private readonly ImmutableArray<ImageSet> _sets;
    private readonly int[] _starts;

    public JointImageSet(string name, IReadOnlyList<ImageSet> sets)
        : base(name, [.. sets.SelectMany(static set => set.Classes.Select(label => $"{set.Name}: {label}"))], Offset(sets))
    {
        _sets = [.. sets];
        _starts = new int[sets.Count];
        for (var i = 1; i < sets.Count; i++) _starts[i] = _starts[i - 1] + sets[i - 1].Count;
    }

    public override int Count => Labels.Length;

    public override ImageShape? Shape => _sets.All(set => set.Shape is { } shape && shape == _sets[0].Shape) ? _sets[0].Shape : null;

    public override Image Read(int index)
    {
        var (set, inner) = Find(index);
        return set.Read(inner);
    }

    public override void CopyTo(int index, Span<byte> pixels)
    {
        var (set, inner) = Find(index);
        set.CopyTo(inner, pixels);
    }

    public override string Describe(int index)
    {
        var (set, inner) = Find(index);
        return set.Describe(inner);
    }

    private static ImmutableArray<int> Offset(IReadOnlyList<ImageSet> sets)
    {
        if (sets.Count == 0) throw new ArgumentException("A joint set needs at least one set.", nameof(sets));
        var labels = ImmutableArray.CreateBuilder<int>();
        var classes = 0;
        foreach (var set in sets)
        {
            if (set.Labels.Length != set.Count) throw new ArgumentException($"{set.Name} has no labels.", nameof(sets));
            foreach (var label in set.Labels) labels.Add(classes + label);
            classes += set.Classes.Length;
        }

        return labels.DrainToImmutable();
    }

    private (ImageSet Set, int Index) Find(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var found = Array.BinarySearch(_starts, index);
        // an empty set starts where the next one does: the last that starts at or before the picture holds it
        var which = found < 0 ? ~found - 1 : found;
        while (which + 1 < _starts.Length && _starts[which + 1] <= index) which++;
        return (_sets[which], index - _starts[which]);
    }
}
