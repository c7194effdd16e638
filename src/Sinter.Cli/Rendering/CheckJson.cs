using System.Text.Json;
using Sinter.Merging;

namespace Sinter.Cli;

/// <summary>What a check found, for programs.</summary>
internal static class CheckJson
{
    public static void Write(Utf8JsonWriter json, MergeCheckReport report)
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", report.Ok);
        json.WriteStartArray("problems");
        foreach (var problem in report.Problems)
        {
            json.WriteStartObject();
            json.WriteString("kind", Kind(problem.Kind));
            json.WriteString("message", problem.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStrings("notes", report.Notes);
        if (report.Method is not null) json.WriteString("method", report.Method);
        if (report.Models.Count > 0) WritePlan(json, report);
        json.WriteEndObject();
    }

    private static void WritePlan(Utf8JsonWriter json, MergeCheckReport report)
    {
        json.WriteStrings("prune", report.Prune);
        json.WriteNumber("seed", report.Seed);
        json.WriteString("rng", report.Random is RandomKind.Mt19937 ? "mt19937" : "philox");
        json.WriteStartArray("models");
        foreach (var model in report.Models) Write(json, model);
        json.WriteEndArray();
        json.WriteNumber("merged", report.MergedTensors);
        json.WriteStrings("copied", report.Copied);
        json.WriteStartArray("skipped");
        foreach (var tensor in report.Skipped)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("reason", tensor.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStrings("output_types", report.OutputTypes);
        json.WriteNumber("output_bytes", report.OutputBytes);
        json.WriteNumber("memory_bytes", report.MemoryBytes);
        if (report.FreeBytes is { } free) json.WriteNumber("free_bytes", free);
    }

    private static void Write(Utf8JsonWriter json, CheckedModel model)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        json.WriteString("path", model.Path);
        json.WriteString("role", model.Role);
        json.WriteNumber("tensors", model.Tensors);
        json.WriteNumber("bytes", model.Bytes);
        json.WriteStrings("types", model.Types);
        if (model.Vocabulary is { } rows) json.WriteNumber("vocabulary", rows);
        json.WriteEndObject();
    }

    // NotSupported -> not_supported
    private static string Kind(RecipeError kind) =>
        string.Concat(kind.ToString().Select(static (c, i) => char.IsUpper(c) ? $"{(i > 0 ? "_" : "")}{char.ToLowerInvariant(c)}" : c.ToString()));
}
