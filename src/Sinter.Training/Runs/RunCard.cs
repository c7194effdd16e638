using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sinter.Data;

namespace Sinter.Training;

/// <summary>The record beside a trained checkpoint: settings, seeds, hashes of the data, curves and what was measured. It holds no time and no machine name.</summary>
public static class RunCard
{
    /// <summary>Its file in the model's folder.</summary>
    public const string FileName = "training.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The card of a base.</summary>
    public static JsonObject OfBase(ImageModel model, BaseStart start, TrainingRecipe recipe, IReadOnlyList<TrainingSource> sources, ImageSet validation, IReadOnlyList<CurvePoint> curve)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(curve);
        var card = RunIdentity.Of(start, recipe, sources);
        card["recipe"] = RunIdentity.Json(recipe);
        card["parameters"] = model.Network.Layout.ParameterCount;
        for (var i = 0; i < sources.Count; i++) card["sources"]![i]!["data"] = Data(sources[i].Pictures);
        card["validation"] = Data(validation);
        card["accuracy"] = curve[^1].Accuracy;
        return Finish("base", card, curve);
    }

    /// <summary>The card of an expert.</summary>
    public static JsonObject OfExpert(ImageModel origin, ImageTask task, ExpertSettings settings, ExpertReport report)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(report);
        var card = RunIdentity.Of(settings, task.Train, origin);
        card["recipe"] = RunIdentity.Json(settings.Recipe);
        card["task"] = task.Name;
        card["data"] = Data(task.Train);
        card["validation"] = Data(task.Validation);
        card["validation_split"] = task.ValidationNote;
        card["before"] = RunIdentity.Json(report.Before);
        card["after"] = RunIdentity.Json(report.After);
        card["task_vector_ratio"] = report.TaskVectorRatio;
        return Finish("expert", card, report.Curve);
    }

    /// <summary>The card as the file's text.</summary>
    public static string Text(JsonObject card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return card.ToJsonString(Indented);
    }

    /// <summary>The card in one line.</summary>
    public static string Summary(JsonObject card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return (string?)card["kind"] == "base"
            ? string.Create(CultureInfo.InvariantCulture, $"validation accuracy {100 * (double)card["accuracy"]!:F1} %")
            : string.Create(CultureInfo.InvariantCulture, $"validation accuracy {100 * (double)card["before"]!["accuracy"]!:F1} % with the base, {100 * (double)card["after"]!["accuracy"]!:F1} % as an expert; |task vector| is {(double)card["task_vector_ratio"]!:F3} of the base");
    }

    private static JsonObject Finish(string kind, JsonObject card, IReadOnlyList<CurvePoint> curve)
    {
        var result = new JsonObject { ["kind"] = kind, ["sinter"] = typeof(RunCard).Assembly.GetName().Version?.ToString(3) };
        foreach (var (key, value) in card.ToList())
        {
            card.Remove(key);
            result[key] = value;
        }

        result["curve"] = new JsonArray([.. curve.Select(static point => (JsonNode)RunIdentity.Json(point))]);
        return result;
    }

    private static JsonObject Data(ImageSet pictures) => new() { ["name"] = pictures.Name, ["count"] = pictures.Count, ["sha256"] = ImageSetHash.Compute(pictures) };
}
