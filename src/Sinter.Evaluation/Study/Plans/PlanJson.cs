using System.Text.Json;
using System.Text.Json.Nodes;
using Sinter.Routing;

namespace Sinter.Evaluation;

/// <summary>What is done to the JSON of a plan: known keys, and one object laid over another.</summary>
internal static class PlanJson
{
    /// <summary>Every key that a row may have: an example of each section, by name.</summary>
    public static JsonObject Row { get; } = new()
    {
        ["name"] = "",
        ["note"] = "",
        ["group"] = "",
        ["mixture_of"] = "",
        ["fit"] = Example(new FitOptions()),
        ["adaptation"] = Example(new AdaptationOptions()),
    };

    /// <summary>The same for what holds for all rows.</summary>
    public static JsonObject Defaults { get; } = new() { ["fit"] = Example(new FitOptions()), ["adaptation"] = Example(new AdaptationOptions()) };

    /// <summary>The same for the whole plan.</summary>
    public static JsonObject Plan { get; } = new() { ["title"] = "", ["shown"] = "", ["defaults"] = null, ["rows"] = null, ["compare"] = null };

    /// <summary>Complains about keys that an example does not have.</summary>
    public static void RequireKnown(JsonObject found, JsonObject known, string where)
    {
        foreach (var (key, value) in found)
        {
            if (!known.ContainsKey(key)) throw new EvaluationException(Sentence($"{where} has a key '{key}' that means nothing{Suggestion.For(key, known.Select(static one => one.Key))}"));
            if (known[key] is not JsonObject section) continue;
            if (value is not JsonObject inner) throw new EvaluationException($"{where}: '{key}' is {value?.ToJsonString() ?? "null"}; expected an object with some of the keys {string.Join(", ", section.Select(static one => one.Key))}.");
            RequireKnown(inner, section, $"{where}, '{key}',");
        }
    }

    /// <summary>The first object with the second laid over it, object by object.</summary>
    public static JsonObject Merge(JsonObject below, JsonObject above)
    {
        var result = below.DeepClone().AsObject();
        foreach (var (key, value) in above)
            result[key] = value is JsonObject inner && result[key] is JsonObject under ? Merge(under, inner) : value?.DeepClone();
        return result;
    }

    /// <summary>With a full stop, where it is no question.</summary>
    public static string Sentence(string text) => text.EndsWith('?') ? text : text + ".";

    private static JsonObject Example<T>(T options) => JsonSerializer.SerializeToNode(options, RoutedManifest.Json)!.AsObject();
}
