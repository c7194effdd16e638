namespace Sinter.Merging;

/// <summary>The values of a method's parameters for one tensor, after filters, gradients and precedence. What was not set has its default.</summary>
public sealed class TensorSettings
{
    private readonly Dictionary<string, object?[]> _values = [];

    /// <summary>Defaults of the declared parameters for a number of models.</summary>
    public TensorSettings(IEnumerable<ParameterDefinition> parameters, int models)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Models = models;
        foreach (var parameter in parameters)
        {
            var row = new object?[parameter.PerModel ? Math.Max(1, models) : 1];
            Array.Fill(row, parameter.Default);
            _values.Add(parameter.Name, row);
        }
    }

    /// <summary>Number of models.</summary>
    public int Models { get; }

    /// <summary>Names and values, one value a model or a single one; for provenance.</summary>
    public IEnumerable<KeyValuePair<string, IReadOnlyList<object?>>> Values =>
        _values.Select(static pair => KeyValuePair.Create<string, IReadOnlyList<object?>>(pair.Key, pair.Value));

    /// <summary>Sets a value for every model.</summary>
    public TensorSettings Set(string name, object? value)
    {
        Array.Fill(Row(name), value);
        return this;
    }

    /// <summary>Sets a value for one model.</summary>
    public TensorSettings Set(string name, int model, object? value)
    {
        Row(name)[model] = value;
        return this;
    }

    /// <summary>Whether a parameter without a default was given a value (for the first model, if it is per model).</summary>
    public bool IsSet(string name) => Row(name)[0] is not null;

    /// <summary>A number for the tensor.</summary>
    public double Number(string name) => Convert.ToDouble(Row(name)[0]);

    /// <summary>A number for one model.</summary>
    public double Number(string name, int model) => Convert.ToDouble(At(name, model));

    /// <summary>One number a model.</summary>
    public double[] Numbers(string name)
    {
        var numbers = new double[Models];
        for (var model = 0; model < numbers.Length; model++) numbers[model] = Number(name, model);
        return numbers;
    }

    /// <summary>A whole number for the tensor.</summary>
    public int Integer(string name) => Convert.ToInt32(Row(name)[0]);

    /// <summary>A flag for the tensor.</summary>
    public bool Flag(string name) => (bool)Row(name)[0]!;

    /// <summary>A word for the tensor.</summary>
    public string Text(string name) => (string)Row(name)[0]!;

    /// <summary>A word or path for one model, or null.</summary>
    public string? Text(string name, int model) => (string?)At(name, model);

    private object? At(string name, int model)
    {
        var row = Row(name);
        return row.Length == 1 ? row[0] : row[model];
    }

    private object?[] Row(string name) =>
        _values.TryGetValue(name, out var row) ? row : throw new ArgumentException($"The method declares no parameter '{name}'.", nameof(name));
}
