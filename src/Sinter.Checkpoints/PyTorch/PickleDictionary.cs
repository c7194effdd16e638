namespace Sinter.Checkpoints;

/// <summary>A dictionary of a pickle. Keys are only looked at when the tensors are listed.</summary>
internal sealed class PickleDictionary
{
    public List<KeyValuePair<object?, object?>> Entries { get; } = [];

    /// <summary>The value last stored under a text key.</summary>
    public bool TryGet(string key, out object? value)
    {
        value = null;
        var found = false;
        foreach (var entry in Entries)
        {
            if (entry.Key is not string name || name != key) continue;
            value = entry.Value;
            found = true;
        }

        return found;
    }
}
