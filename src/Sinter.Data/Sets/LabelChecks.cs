namespace Sinter.Data;

/// <summary>What must hold between pictures, labels and classes.</summary>
internal static class LabelChecks
{
    /// <summary>Labels are as many as pictures, or none, and each has a class.</summary>
    public static void Require(ImageSet set)
    {
        if (set.Labels.IsEmpty) return;
        if (set.Labels.Length != set.Count)
            throw new DatasetException(DatasetError.CountMismatch, $"{set.Name}: {set.Count} pictures but {set.Labels.Length} labels; each picture needs one.");
        for (var i = 0; i < set.Count; i++)
        {
            if ((uint)set.Labels[i] >= (uint)set.Classes.Length)
                throw new DatasetException(DatasetError.UnknownClass, $"{set.Describe(i)} has label {set.Labels[i]}, but there are {set.Classes.Length} classes (0 to {set.Classes.Length - 1}).");
        }
    }

    /// <summary>Every class has a picture.</summary>
    public static void RequireEveryClass(ImageSet set, string source)
    {
        if (set.Labels.IsEmpty) return;
        var missing = set.Classes.Except(set.Labels.Distinct().Select(label => set.Classes[label])).ToList();
        if (missing.Count == 0) return;
        var named = string.Join(", ", missing.Take(5).Select(static name => $"'{name}'")) + (missing.Count > 5 ? " ..." : string.Empty);
        throw new DatasetException(
            DatasetError.UnknownClass,
            $"{set.Name} has no picture of {missing.Count} of its {set.Classes.Length} classes: {named} ({source}); every class needs one, or take it out of the list of classes.");
    }
}
