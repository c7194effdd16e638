using System.Text.Json;

namespace Sinter.Learning;

/// <summary>A Hugging Face config.json, read with complaints that name the file and the key.</summary>
internal sealed class NetworkConfiguration
{
    private readonly JsonElement _root;
    private readonly string _place;

    private NetworkConfiguration(JsonElement root, string place) => (_root, _place) = (root, place);

    /// <summary>The first architecture, or the model type when none is named.</summary>
    public string Architecture =>
        _root.TryGetProperty("architectures", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 && list[0].ValueKind == JsonValueKind.String
            ? list[0].GetString()!
            : Text("model_type", "");

    /// <summary>Reads a config.json, or the one in a folder.</summary>
    public static NetworkConfiguration Read(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "config.json") : path;
        try
        {
            return Parse(File.ReadAllText(file), file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NetworkException(NetworkError.InvalidConfiguration, $"{file}: cannot be read: {exception.Message}", exception);
        }
    }

    public static NetworkConfiguration Parse(string json, string place)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            Check.Configuration(document.RootElement.ValueKind == JsonValueKind.Object, $"{place}: not a JSON object");
            return new NetworkConfiguration(document.RootElement.Clone(), place);
        }
        catch (JsonException exception)
        {
            throw new NetworkException(NetworkError.InvalidConfiguration, $"{place}: not JSON: {exception.Message}", exception);
        }
    }

    /// <summary>A nested object; the configuration itself when the key is absent (towers saved on their own).</summary>
    public NetworkConfiguration Section(string key) =>
        _root.TryGetProperty(key, out var section) && section.ValueKind == JsonValueKind.Object ? new NetworkConfiguration(section, $"{_place}: {key}") : this;

    public bool Has(string key) => _root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A whole number from 1 to 2³⁰.</summary>
    public int Count(string key, int? fallback = null)
    {
        if (!Has(key)) return fallback ?? throw Missing(key);
        var value = _root.GetProperty(key);
        var number = 0;
        var holds = value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number) && number is > 0 and <= 1 << 30;
        Check.Configuration(holds, $"{_place}: '{key}' is {value.GetRawText()}; expected a whole number above 0");
        return number;
    }

    public int? Integer(string key) =>
        Has(key) && _root.GetProperty(key) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    public float Number(string key, double? fallback = null) => (float)Double(key, fallback);

    public double Double(string key, double? fallback = null)
    {
        if (!Has(key)) return fallback ?? throw Missing(key);
        var value = _root.GetProperty(key);
        var number = 0.0;
        Check.Configuration(value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out number), $"{_place}: '{key}' is {value.GetRawText()}; expected a number");
        return number;
    }

    public bool Flag(string key, bool fallback)
    {
        if (!Has(key)) return fallback;
        var value = _root.GetProperty(key);
        Check.Configuration(value.ValueKind is JsonValueKind.True or JsonValueKind.False, $"{_place}: '{key}' is {value.GetRawText()}; expected true or false");
        return value.GetBoolean();
    }

    public string Text(string key, string? fallback = null)
    {
        if (!Has(key)) return fallback ?? throw Missing(key);
        var value = _root.GetProperty(key);
        Check.Configuration(value.ValueKind == JsonValueKind.String, $"{_place}: '{key}' is {value.GetRawText()}; expected a string");
        return value.GetString()!;
    }

    /// <summary>How many classes a classifier has: the entries of id2label, or num_labels, or 2.</summary>
    public int Classes() =>
        _root.TryGetProperty("id2label", out var labels) && labels.ValueKind == JsonValueKind.Object ? labels.EnumerateObject().Count() : Count("num_labels", 2);

    public ActivationKind Activation(string key, string fallback) => Text(key, fallback) switch
    {
        "gelu" => ActivationKind.Gelu,
        "quick_gelu" => ActivationKind.QuickGelu,
        "silu" or "swish" => ActivationKind.Silu,
        "relu" => ActivationKind.Relu,
        var other => throw new NetworkException(NetworkError.InvalidConfiguration, $"{_place}: '{key}' is '{other}'; Sinter has gelu, quick_gelu, silu and relu."),
    };

    /// <summary>Heads, and that they divide the width.</summary>
    public AttentionShape Attention(int width, bool causal = false)
    {
        var heads = Count("num_attention_heads");
        var keyHeads = Count("num_key_value_heads", heads);
        Check.Configuration(Has("head_dim") || width % heads == 0, $"{_place}: {heads} heads do not divide the width {width}");
        Check.Configuration(heads % keyHeads == 0, $"{_place}: {keyHeads} key heads do not divide {heads} heads");
        return new AttentionShape(heads, keyHeads, Count("head_dim", width / heads), causal);
    }

    public NetworkException Unsupported(string what) => new(NetworkError.InvalidConfiguration, $"{_place}: {what}.");

    public NetworkException UnknownArchitecture(string known) =>
        new(NetworkError.UnknownArchitecture, $"{_place}: the architecture '{Architecture}' is not one Sinter can compute; it has {known}.");

    private NetworkException Missing(string key) => new(NetworkError.InvalidConfiguration, $"{_place}: '{key}' is missing.");
}
