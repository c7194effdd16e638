using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sinter.Training;

/// <summary>The parts of a config.json that name classes.</summary>
internal static class ModelConfiguration
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The configuration with these classes and a classifier.</summary>
    public static string WithClasses(JsonObject configuration, ImmutableArray<string> classes)
    {
        configuration["architectures"] = new JsonArray("ViTForImageClassification");
        configuration["id2label"] = new JsonObject(classes.Select(static (name, i) => KeyValuePair.Create<string, JsonNode?>(i.ToString(CultureInfo.InvariantCulture), name)));
        // Names may repeat (two classes called "crane"): the last one wins, as in Python.
        var numbers = new JsonObject();
        for (var i = 0; i < classes.Length; i++) numbers[classes[i]] = i;
        configuration["label2id"] = numbers;
        configuration.Remove("num_labels");
        return configuration.ToJsonString(Indented);
    }

    /// <summary>Class names in order; <c>LABEL_i</c> where the file names none.</summary>
    public static ImmutableArray<string> Classes(string configuration, int count)
    {
        var labels = Parse(configuration)["id2label"] as JsonObject;
        return [.. Enumerable.Range(0, count).Select(i => (string?)labels?[i.ToString(CultureInfo.InvariantCulture)] ?? $"LABEL_{i}")];
    }

    public static JsonObject Parse(string configuration) => JsonNode.Parse(configuration)!.AsObject();
}
