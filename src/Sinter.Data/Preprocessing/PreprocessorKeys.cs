using System.Collections.Immutable;
using System.Text.Json;

namespace Sinter.Data;

/// <summary>The entries of a <c>preprocessor_config.json</c>; null where one is missing, an exception that names file and entry where one is of the wrong kind.</summary>
internal sealed class PreprocessorKeys(string path, JsonElement root)
{
    public DatasetException Wrong(string what) => PreprocessorFile.Wrong(path, what);

    public string? Text(string key) => Get(key) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public bool Flag(string key, bool missing) => Get(key) switch
    {
        null => missing,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw Wrong($"{key} is {other.GetRawText()}; expected true or false"),
    };

    public double? Number(string key) => Get(key) is { } value ? Number(key, value) : null;

    public ImmutableArray<double>? Numbers(string key)
    {
        if (Get(key) is not { } list) return null;
        return list.ValueKind is JsonValueKind.Array ? [.. list.EnumerateArray().Select(value => Number(key, value))] : throw Wrong($"{key} is {list.GetRawText()}; expected a list of numbers");
    }

    /// <summary>The shorter side: <c>{"shortest_edge": n}</c>, or a bare number where that means it.</summary>
    public int? Edge(string key, bool bareNumber, int largest)
    {
        if (Get(key) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.Number) return bareNumber ? Whole(key, value, largest) : null;
        return value.ValueKind is JsonValueKind.Object && value.TryGetProperty("shortest_edge", out var edge) ? Whole(key, edge, largest) : null;
    }

    /// <summary>Width and height: <c>{"height": h, "width": w}</c>, <c>[h, w]</c> or a bare number.</summary>
    public (int Width, int Height)? Size(string key, int largest)
    {
        if (Get(key) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.Number) return (Whole(key, value, largest), Whole(key, value, largest));
        if (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() == 2) return (Whole(key, value[1], largest), Whole(key, value[0], largest));
        if (value.ValueKind is JsonValueKind.Object && value.TryGetProperty("height", out var height) && value.TryGetProperty("width", out var width))
            return (Whole(key, width, largest), Whole(key, height, largest));
        throw Wrong($"{key} is {value.GetRawText()}; expected a number, height and width, or shortest_edge");
    }

    private JsonElement? Get(string key) => root.TryGetProperty(key, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    private double Number(string key, JsonElement value) =>
        value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw Wrong($"{key} has {value.GetRawText()}; expected a number");

    private int Whole(string key, JsonElement value, int largest) =>
        value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 1 && number <= largest
            ? number
            : throw Wrong($"{key} has {value.GetRawText()}; expected a whole number from 1 to {largest}");
}
