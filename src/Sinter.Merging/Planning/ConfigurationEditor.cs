using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sinter.Merging;

/// <summary>Reads the base's <c>config.json</c>, decides what the merge changes in it, and makes those changes in a copy.</summary>
internal sealed class ConfigurationEditor
{
    private const int MaximumLength = 16 << 20;
    private static readonly string[] LayerCounts = ["num_hidden_layers", "n_layer", "n_layers", "num_layers", "num_decoder_layers", "encoder_layers",
        "decoder_layers", "depth"];
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<(string Path, JsonObject Object)> _objects = [];
    private readonly SortedList<string, ConfigurationEdit> _edits = new(StringComparer.Ordinal);

    private ConfigurationEditor(JsonObject? root)
    {
        if (root is null) return;
        _objects.Add((string.Empty, root));
        foreach (var (key, value) in root)
            if (value is JsonObject inner && key.EndsWith("_config", StringComparison.Ordinal)) _objects.Add((key + ".", inner));
    }

    /// <summary>The changes, in ordinal order of their keys.</summary>
    public IReadOnlyList<ConfigurationEdit> Edits => [.. _edits.Values];

    /// <summary>Opens the configuration beside a model; one that cannot be read has nothing to change.</summary>
    public static ConfigurationEditor Open(string? folder)
    {
        var path = folder is null ? null : Path.Combine(folder, "config.json");
        try
        {
            if (path is null || !File.Exists(path) || new FileInfo(path).Length > MaximumLength) return new ConfigurationEditor(null);
            return new ConfigurationEditor(JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new ConfigurationEditor(null);
        }
    }

    /// <summary>The text of a configuration with the changes made.</summary>
    public static string Apply(string text, IReadOnlyList<ConfigurationEdit> edits)
    {
        if (JsonNode.Parse(text) is not JsonObject root) return text;
        foreach (var edit in edits)
        {
            var target = root;
            var parts = edit.Key.Split('.');
            foreach (var part in parts[..^1]) target = target?[part] as JsonObject;
            if (target is not null) target[parts[^1]] = JsonNode.Parse(edit.Json);
        }

        return root.ToJsonString(Format) + "\n";
    }

    /// <summary>Records a new element type.</summary>
    public void SetType(string torchName)
    {
        foreach (var (path, item) in _objects)
        {
            foreach (var key in (ReadOnlySpan<string>)["torch_dtype", "dtype"])
                if (item[key] is JsonValue value && value.GetValueKind() is JsonValueKind.String && value.GetValue<string>() != torchName) Set(path + key,
                    $"\"{torchName}\"");
        }
    }

    /// <summary>Records a cut vocabulary.</summary>
    public void SetVocabulary(long before, long after)
    {
        foreach (var (path, item) in _objects)
            if (IsNumber(item["vocab_size"], before)) Set(path + "vocab_size", after.ToString());
    }

    /// <summary>Records new layers; false when the configuration has no layer count that fits.</summary>
    public bool SetLayers(LayerChange change)
    {
        if (change.Origins.Count == change.Before && change.Origins.SequenceEqual(Enumerable.Range(0, change.Before))) return true;
        var found = (from entry in _objects
                     from key in LayerCounts
                     where IsNumber(entry.Object[key], change.Before)
                     select (entry.Path, entry.Object,
            Key: key)).ToList();
        Narrow(found, change.Stack, "decoder");
        Narrow(found, change.Stack, "vision");
        foreach (var (path, item, key) in found)
        {
            Set(path + key, change.Origins.Count.ToString());
            if (item["layer_types"] is JsonArray types && types.Count == change.Before)
                Set(path + "layer_types", new JsonArray([.. change.Origins.Select(origin => types[origin]?.DeepClone())]).ToJsonString());
        }

        return found.Count > 0 || change.Origins.Count == change.Before;
    }

    private void Set(string key, string json) => _edits[key] = new ConfigurationEdit(key, json);

    // Of several counts that fit, those that speak of the same tower.
    private static void Narrow(List<(string Path, JsonObject Object, string Key)> found, string stack, string tower)
    {
        var wanted = stack.Contains(tower, StringComparison.Ordinal) || (tower == "vision" && stack.Contains("visual", StringComparison.Ordinal));
        if (found.Exists(entry => Speaks(entry) == wanted)) found.RemoveAll(entry => Speaks(entry) != wanted);

        bool Speaks((string Path, JsonObject Object, string Key) entry) => (entry.Path + entry.Key).Contains(tower, StringComparison.Ordinal);
    }

    private static bool IsNumber(JsonNode? node, long number) => node is JsonValue value && value.GetValueKind() is JsonValueKind.Number
        && value.TryGetValue<long>(out var found) && found == number;
}
