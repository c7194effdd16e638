using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sinter.Checkpoints;

/// <summary>Reads <c>adapter_config.json</c>; what Sinter does not compute as PEFT does is refused by name.</summary>
internal sealed class LoraConfigurationReader(string path)
{
    private const int LongestFile = 16 << 20;
    private const int MostPatterns = 100_000;

    // These change the base's own weights when they are initialized, so that the adapter does not belong to the base as it is published.
    private static readonly string[] ChangingBase = ["pissa", "olora", "corda", "loftq", "lora_ga"];

    public static LoraConfiguration Read(string path)
    {
        var reader = new LoraConfigurationReader(path);
        byte[] json;
        using (var file = CheckpointFile.Open(path))
        {
            if (file.Length > LongestFile) throw reader.Invalid($"has {file.Length} bytes, which no adapter's configuration has");
            json = new byte[file.Length];
            file.Read(0, json);
        }

        try
        {
            using var document = JsonDocument.Parse(json.AsMemory());
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw reader.Invalid("is not a JSON object");
            reader.RefuseUnsupported(document.RootElement);
            var configuration = new LoraConfiguration(document.RootElement, reader);
            return configuration.Rank > 0 ? configuration : throw reader.Invalid($"has r = {configuration.Rank}, expected at least 1");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new CheckpointException(CheckpointError.InvalidAdapter, $"{path}: is not valid JSON: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    public double Number(JsonElement root, string key, double otherwise)
    {
        if (!TryGet(root, key, out var value)) return otherwise;
        if (value.ValueKind != JsonValueKind.Number || !double.IsFinite(value.GetDouble())) throw Invalid($"'{key}' must be a number");
        return value.GetDouble();
    }

    public int Whole(JsonElement root, string key, int otherwise)
    {
        if (!TryGet(root, key, out var value)) return otherwise;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Invalid($"'{key}' must be a whole number");
    }

    public bool Flag(JsonElement root, string key)
    {
        if (!TryGet(root, key, out var value)) return false;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Invalid($"'{key}' must be true or false");
    }

    public string? Text(JsonElement root, string key)
    {
        if (!TryGet(root, key, out var value)) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Invalid($"'{key}' must be text");
    }

    public IReadOnlyList<string> Names(JsonElement root, string key)
    {
        if (!TryGet(root, key, out var value)) return [];
        if (value.ValueKind == JsonValueKind.String) return [value.GetString()!];
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(static item => item.ValueKind != JsonValueKind.String)) throw Invalid($"'{key}' must be a list of names");
        return [.. value.EnumerateArray().Select(static item => item.GetString()!).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>A map of patterns to numbers. As in PEFT a pattern means the end of a module's name, and the first that fits counts.</summary>
    public IReadOnlyList<KeyValuePair<Regex, double>> Patterns(JsonElement root, string key)
    {
        if (!TryGet(root, key, out var value)) return [];
        if (value.ValueKind != JsonValueKind.Object) throw Invalid($"'{key}' must be an object of numbers");
        var patterns = new List<KeyValuePair<Regex, double>>();
        foreach (var property in value.EnumerateObject())
        {
            if (patterns.Count == MostPatterns) throw Invalid($"'{key}' has more than {MostPatterns} entries");
            if (property.Value.ValueKind != JsonValueKind.Number || property.Value.GetDouble() is not (> 0 and < 1e9)) throw Invalid($"'{key}' must be an object of positive numbers");
            try
            {
                // This engine takes linear time for any pattern.
                var pattern = property.Name.StartsWith('^') ? property.Name : $"^(?:.*\\.)?(?:{property.Name})$";
                patterns.Add(new(new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), property.Value.GetDouble()));
            }
            catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
            {
                throw Invalid($"'{key}' has the pattern {Quoted.Name(property.Name)}, which is not understood");
            }
        }

        return patterns;
    }

    private void RefuseUnsupported(JsonElement root)
    {
        if (Text(root, "peft_type") is { } type && type != "LORA") throw Invalid($"is an adapter of the kind {Quoted.Name(type)}; only LORA is supported");
        if (Flag(root, "use_dora")) throw Invalid("is a DoRA adapter (use_dora), which is not supported; merge it into its base with PEFT first");
        foreach (var key in (ReadOnlySpan<string>)["use_qalora", "lora_bias", "use_bdlora"])
            if (TryGet(root, key, out var flag) && flag.ValueKind is not JsonValueKind.False) throw Invalid($"uses {key}, which is not supported; merge it into its base with PEFT first");
        foreach (var key in (ReadOnlySpan<string>)["layer_replication", "target_parameters", "trainable_token_indices", "alora_invocation_tokens"])
            if (TryGet(root, key, out var value) && !IsEmpty(value)) throw Invalid($"uses {key}, which is not supported; merge it into its base with PEFT first");
        if (TryGet(root, "init_lora_weights", out var start) && start.ValueKind == JsonValueKind.String
            && ChangingBase.FirstOrDefault(name => start.GetString()!.StartsWith(name, StringComparison.OrdinalIgnoreCase)) is { } method)
        {
            throw Invalid($"was initialized with {method}, which changes the base's weights too; save it from PEFT with path_initial_model_for_weight_conversion");
        }
    }

    private static bool IsEmpty(JsonElement value) =>
        (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0) || (value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any());

    private static bool TryGet(JsonElement root, string key, out JsonElement value) => root.TryGetProperty(key, out value) && value.ValueKind != JsonValueKind.Null;

    private CheckpointException Invalid(string what) => new(CheckpointError.InvalidAdapter, $"{path}: {what}.");
}
