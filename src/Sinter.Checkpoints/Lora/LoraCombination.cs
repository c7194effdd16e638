using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Sinter.Checkpoints;

/// <summary>
/// Merges adapters of one base into one adapter, without the base: Σ weight · scale · B · A, module by module. Stacking the factors gives the sum exactly, with the ranks added up; a
/// smaller rank is chosen by SVD of the small core between the factors, so that no full matrix is ever formed.
/// </summary>
public static class LoraCombination
{
    /// <summary>Combines adapters into a folder in PEFT's layout; the factors are float32, their scale is 1.</summary>
    /// <param name="parts">The adapters; a module that some of them lack is the sum of the others.</param>
    /// <param name="output">The folder to make.</param>
    /// <param name="options">Rank, saved modules, overwriting.</param>
    /// <exception cref="ArgumentException">There are no adapters, or a weight is not finite.</exception>
    /// <exception cref="CheckpointException">The adapters do not belong to one base, or the output exists or cannot be written.</exception>
    public static void Combine(IReadOnlyList<WeightedAdapter> parts, string output, LoraCombinationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentException.ThrowIfNullOrEmpty(output);
        options ??= new LoraCombinationOptions();
        if (parts.Count == 0 || parts.Any(static part => !double.IsFinite(part.Weight))) throw new ArgumentException("Give at least one adapter, and finite weights.", nameof(parts));
        if (options.Rank is < 1) throw new ArgumentException("The rank must be at least 1.", nameof(options));
        var modules = LoraModuleSum.Plan(parts, options.Rank);
        var saved = options.DropSavedModules ? [] : SavedModuleAverage.Plan(parts);

        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() && !options.Overwrite))
            throw new CheckpointException(CheckpointError.OutputExists, $"{path}: exists already; choose another output, or allow overwriting.");
        var working = path + ".combining";
        try
        {
            Directory.CreateDirectory(working);
            WriteWeights(Path.Combine(working, "adapter_model.safetensors"), modules, saved);
            File.WriteAllText(Path.Combine(working, "adapter_config.json"), Configuration(parts, modules, saved).ToJsonString(new() { WriteIndented = true }));
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            Directory.Move(working, path);
        }
        catch (Exception exception) when (FileFailure.Covers(exception))
        {
            throw FileFailure.Writing(path, exception);
        }
        finally
        {
            if (Directory.Exists(working)) Directory.Delete(working, recursive: true);
        }
    }

    private static void WriteWeights(string path, IReadOnlyList<LoraModuleSum> modules, IReadOnlyList<SavedModuleAverage> saved)
    {
        var tensors = modules.SelectMany(static module => new[] { module.A, module.B }).Concat(saved.Select(static average => average.Tensor));
        using var writer = SafetensorsWriter.Create(path, tensors, new Dictionary<string, string> { ["format"] = "pt" }, overwrite: true);
        foreach (var module in modules)
        {
            var (a, b) = module.Compute();
            writer.Write(module.A, 0, MemoryMarshal.AsBytes<float>(a));
            writer.Write(module.B, 0, MemoryMarshal.AsBytes<float>(b));
        }

        foreach (var average in saved) writer.Write(average.Tensor, 0, MemoryMarshal.AsBytes<float>(average.Compute()));
    }

    // The first adapter's configuration with what the sum changes; alpha = r makes every scale 1.
    private static JsonObject Configuration(IReadOnlyList<WeightedAdapter> parts, IReadOnlyList<LoraModuleSum> modules, IReadOnlyList<SavedModuleAverage> saved)
    {
        var json = JsonNode.Parse(File.ReadAllBytes(parts[0].Adapter.ConfigurationPath))!.AsObject();
        var rank = modules.GroupBy(static module => module.Rank).MaxBy(static group => group.Count())!.Key;
        var others = modules.Where(module => module.Rank != rank).ToList();
        json["r"] = rank;
        json["lora_alpha"] = rank;
        json["use_rslora"] = false;
        json["init_lora_weights"] = true;
        json["rank_pattern"] = Pattern(others);
        json["alpha_pattern"] = Pattern(others);
        json["target_modules"] = Names(parts.SelectMany(static part => part.Adapter.Configuration.TargetModules));
        json["modules_to_save"] = saved.Count == 0 ? null : Names(parts.SelectMany(static part => part.Adapter.Configuration.SavedModules));
        return json;
    }

    private static JsonObject Pattern(IEnumerable<LoraModuleSum> modules)
    {
        var pattern = new JsonObject();
        foreach (var module in modules) pattern.Add(module.Name, module.Rank);
        return pattern;
    }

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal).Select(static name => JsonValue.Create(name))];
}
