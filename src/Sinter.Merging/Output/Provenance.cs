using System.Reflection;
using System.Text.Json;

namespace Sinter.Merging;

/// <summary>Writes <c>provenance.json</c>: what went in, with which settings, and what came out. No time stamps: the same merge gives the same file.</summary>
internal static class Provenance
{
    /// <summary>The program's version, as in the file.</summary>
    public static string Version { get; } =
        typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Writes the file.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="plan">The merge.</param>
    /// <param name="hashes">sha256 by full path of input files and by name of output files; empty when not wanted.</param>
    /// <param name="outputs">Names of the output files.</param>
    /// <param name="summary">What the run told.</param>
    public static void Write(string path, MergePlan plan, IReadOnlyDictionary<string, string> hashes, IReadOnlyList<string> outputs, ExecutionSummary summary)
    {
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("program", "sinter");
        json.WriteString("version", Version);
        json.WriteString("method", plan.Method.Declaration.Name);
        json.WriteStartArray("prune");
        foreach (var transform in plan.Transforms) json.WriteStringValue(transform.Declaration.Name);
        json.WriteEndArray();
        json.WriteNumber("seed", plan.Seed);
        json.WriteString("rng", plan.Random is RandomKind.Mt19937 ? "mt19937" : "philox");
        if (plan.Base is not null) json.WriteString("base", plan.Base.Path);
        WriteInputs(json, plan, hashes);
        WriteTensors(json, plan, summary);
        WriteReports(json, summary);
        json.WriteStartArray("outputs");
        foreach (var output in outputs) WriteFile(json, output, hashes.GetValueOrDefault(output));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteInputs(Utf8JsonWriter json, MergePlan plan, IReadOnlyDictionary<string, string> hashes)
    {
        json.WriteStartArray("inputs");
        foreach (var checkpoint in plan.Checkpoints)
        {
            json.WriteStartObject();
            json.WriteString("path", checkpoint.Path);
            json.WriteStartArray("files");
            foreach (var file in checkpoint.Files) WriteFile(json, file, hashes.GetValueOrDefault(file));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFile(Utf8JsonWriter json, string name, string? hash)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        if (hash is not null) json.WriteString("sha256", hash);
        json.WriteEndObject();
    }

    // Settings repeat from tensor to tensor: each different set is written once and referred to by number.
    private static void WriteTensors(Utf8JsonWriter json, MergePlan plan, ExecutionSummary summary)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var differing = summary.DifferingCopies.ToHashSet(StringComparer.Ordinal);
        json.WriteStartArray("tensors");
        foreach (var tensor in plan.Tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("type", tensor.TypeName);
            json.WriteString("action", tensor.Action is TensorAction.Merge ? "merge" : "copy");
            if (tensor.Action is TensorAction.Merge)
            {
                var text = SettingsJson(tensor);
                if (!numbers.TryGetValue(text, out var number)) numbers.Add(text, number = numbers.Count);
                json.WriteNumber("settings", number);
            }
            else if (differing.Contains(tensor.Name))
            {
                json.WriteBoolean("inputs_differ", true);
            }

            json.WriteStartArray("sources");
            var sources = tensor.Action is TensorAction.Merge ? tensor.Models : [tensor.CopySource!];
            foreach (var source in sources) WriteSource(json, source, tensor.Name);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("settings");
        foreach (var text in numbers.OrderBy(static pair => pair.Value).Select(static pair => pair.Key)) json.WriteRawValue(text);
        json.WriteEndArray();
    }

    private static void WriteSource(Utf8JsonWriter json, TensorSource source, string name) =>
        json.WriteStringValue(source.Tensor.Name == name ? source.Checkpoint.Path : $"{source.Checkpoint.Path}#{source.Tensor.Name}");

    private static string SettingsJson(PlannedTensor tensor)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            WriteSettings(json, "method", tensor.Settings);
            for (var i = 0; i < tensor.TransformSettings.Count; i++) WriteSettings(json, $"prune[{i}]", tensor.TransformSettings[i]);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteSettings(Utf8JsonWriter json, string name, TensorSettings settings)
    {
        json.WriteStartObject(name);
        foreach (var (key, values) in settings.Values)
        {
            json.WritePropertyName(key);
            if (values.Count == 1) JsonValues.Write(json, values[0]);
            else JsonValues.Write(json, values);
        }

        json.WriteEndObject();
    }

    private static void WriteReports(Utf8JsonWriter json, ExecutionSummary summary)
    {
        if (summary.Reports.Count == 0) return;
        json.WriteStartObject("statistics");
        foreach (var (name, report) in summary.Reports)
        {
            json.WriteStartObject(name);
            foreach (var (key, value) in report)
            {
                json.WritePropertyName(key);
                JsonValues.Write(json, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
