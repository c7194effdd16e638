using System.Text.Json;
using Sinter.Merging;

namespace Sinter.Cli;

/// <summary>Task vectors for programs.</summary>
internal static class ComparisonJson
{
    public static void Write(Utf8JsonWriter json, string origin, TaskVectorReport report)
    {
        json.WriteStartObject();
        json.WriteString("base", origin);
        json.WriteStrings("models", report.Models);
        json.WriteNumbers("norms", report.Norms);
        WriteMatrix(json, report.Cosines);
        json.WriteStartArray("layers");
        foreach (var layer in report.Layers) Write(json, layer);
        json.WriteEndArray();
        json.WriteStrings("skipped", report.Skipped);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LayerReport layer)
    {
        json.WriteStartObject();
        json.WriteString("name", layer.Name);
        json.WriteStrings("tensors", layer.Tensors);
        json.WriteNumber("elements", layer.Elements);
        json.WriteBoolean("prunable", layer.Eligible);
        json.WriteNumbers("norms", layer.Norms);
        json.WriteNumbers("densities", layer.Densities);
        json.WriteFinite("sign_conflict", layer.SignConflict);
        WriteMatrix(json, layer.Cosines);
        json.WriteStartObject("scores");
        json.WriteNumbers("redundancy", layer.Redundancies);
        json.WriteNumbers("deviation", layer.Deviations);
        json.WriteNumbers("relative_magnitude", layer.RelativeNorms);
        json.WriteNumbers("magnitude", layer.Magnitudes);
        if (layer.EffectiveRanks is { } ranks) json.WriteNumbers("effective_rank", ranks);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMatrix(Utf8JsonWriter json, IReadOnlyList<IReadOnlyList<double>> cosines)
    {
        json.WriteStartArray("cosines");
        foreach (var row in cosines)
        {
            json.WriteStartArray();
            foreach (var value in row) json.WriteNumberValue(value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
