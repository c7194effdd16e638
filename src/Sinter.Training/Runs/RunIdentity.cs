using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sinter.Data;

namespace Sinter.Training;

/// <summary>Settings as JSON, for run cards and for recognising a saved state.</summary>
internal static class RunIdentity
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };
    private static readonly string[] ScheduleKeys = ["epochs", "cooldown_epochs", "full_epochs"];

    public static JsonObject Json<T>(T value) => JsonSerializer.SerializeToNode(value, Options)!.AsObject();

    public static JsonObject Of(BaseStart start, TrainingRecipe recipe, IEnumerable<TrainingSource> sources) => new()
    {
        ["start"] = start.Describe(),
        ["recipe"] = Without(recipe),
        ["sources"] = new JsonArray([.. sources.Select(static source => (JsonNode)new JsonObject
        {
            ["data"] = Describe(source.Pictures),
            ["per_epoch"] = source.EpochLength,
            ["augmentation"] = Json(source.Augmentation),
        })]),
    };

    public static JsonObject Of(ExpertSettings settings, ImageSet training, ImageModel origin) => new()
    {
        ["base"] = Fingerprint.Of(origin.Weights),
        ["recipe"] = Without(settings.Recipe),
        ["head"] = Json(new { settings.Head })["head"]!.DeepClone(),
        ["tuned"] = Json(new { settings.Tuned })["tuned"]!.DeepClone(),
        ["augmentation"] = Json(settings.Augmentation),
        ["data"] = Describe(training),
    };

    public static JsonObject ScheduleOf(TrainingRecipe recipe)
    {
        var all = Json(recipe);
        return new JsonObject(ScheduleKeys.Select(key => KeyValuePair.Create(key, all[key]?.DeepClone())));
    }

    private static JsonObject Describe(ImageSet pictures) => new() { ["name"] = pictures.Name, ["count"] = pictures.Count, ["classes"] = pictures.Classes.Length };

    private static JsonObject Without(TrainingRecipe recipe)
    {
        var all = Json(recipe);
        foreach (var key in ScheduleKeys) all.Remove(key);
        return all;
    }
}
