using System.Collections;

namespace Sinter.Merging;

/// <summary>Parameters given at one place of a recipe, by name.</summary>
public sealed class ParameterSet : IEnumerable<KeyValuePair<string, ParameterValue>>
{
    private readonly Dictionary<string, ParameterValue> _values = [];

    /// <summary>The value of a parameter.</summary>
    /// <exception cref="KeyNotFoundException">It was not given.</exception>
    public ParameterValue this[string name]
    {
        get => _values[name];
        set => _values[name] = value;
    }

    /// <summary>Number of parameters given.</summary>
    public int Count => _values.Count;

    /// <summary>The value of a parameter, or null.</summary>
    public ParameterValue? Find(string name) => _values.GetValueOrDefault(name);

    /// <summary>Adds a parameter.</summary>
    /// <exception cref="ArgumentException">It was given already.</exception>
    public void Add(string name, ParameterValue value) => _values.Add(name, value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, ParameterValue>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
