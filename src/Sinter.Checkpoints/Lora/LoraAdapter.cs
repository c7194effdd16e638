using System.Text.RegularExpressions;

namespace Sinter.Checkpoints;

/// <summary>A LoRA adapter in PEFT's layout: <c>adapter_model.safetensors</c> (or .bin) and <c>adapter_config.json</c>. Its weights stay on disk.</summary>
public sealed partial class LoraAdapter : IDisposable
{
    private LoraAdapter(string path, string configurationPath, LoraConfiguration configuration, Checkpoint weights)
    {
        Path = path;
        ConfigurationPath = configurationPath;
        Configuration = configuration;
        Weights = weights;
        (Pairs, SavedTensors) = Sort();
    }

    /// <summary>The path it was opened from.</summary>
    public string Path { get; }

    /// <summary>Full path of its <c>adapter_config.json</c>.</summary>
    public string ConfigurationPath { get; }

    /// <summary>What its configuration says.</summary>
    public LoraConfiguration Configuration { get; }

    /// <summary>Its tensors as stored.</summary>
    public Checkpoint Weights { get; }

    /// <summary>The adapted modules, in ordinal order.</summary>
    public IReadOnlyList<LoraPair> Pairs { get; }

    /// <summary>Tensors that were trained and saved whole, by their names in the base: they replace the base's or are added to it.</summary>
    public IReadOnlyDictionary<string, TensorInfo> SavedTensors { get; }

    /// <summary>Opens an adapter: a folder, or the file with its weights beside its configuration.</summary>
    /// <exception cref="CheckpointException">It cannot be read, or is of a kind that is not supported.</exception>
    public static LoraAdapter Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path);
        var folder = Directory.Exists(full) ? full : System.IO.Path.GetDirectoryName(full)!;
        if (folder != full && !File.Exists(full)) throw new CheckpointException(CheckpointError.NotFound, $"{path}: no such file or folder.");
        var configurationPath = System.IO.Path.Combine(folder, "adapter_config.json");
        if (!File.Exists(configurationPath)) throw new CheckpointException(CheckpointError.InvalidAdapter, $"{path}: is no LoRA adapter: {configurationPath} is not there.");
        var configuration = LoraConfigurationReader.Read(configurationPath);
        var weights = Checkpoint.Open(full);
        try
        {
            return new LoraAdapter(full, configurationPath, configuration, weights);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();

    // base_model.model.MODULE.lora_A[.NAME].weight, or .lora_embedding_A[.NAME] for embeddings
    [GeneratedRegex(@"^(?<module>.+)\.lora_(?<embedding>embedding_)?(?<factor>[AB])(\.[^.]+)??(\.weight)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Factor();

    [GeneratedRegex(@"\.(base_layer|modules_to_save(\.default)?|original_module)(?=\.)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Wrapper();

    private (IReadOnlyList<LoraPair> Pairs, IReadOnlyDictionary<string, TensorInfo> Saved) Sort()
    {
        var factors = new SortedDictionary<string, (TensorInfo? A, TensorInfo? B, bool Embedding)>(StringComparer.Ordinal);
        var saved = new SortedDictionary<string, TensorInfo>(StringComparer.Ordinal);
        foreach (var tensor in Weights.Tensors)
        {
            var name = tensor.Name;
            foreach (var prefix in (ReadOnlySpan<string>)["base_model.model.", "base_model."])
            {
                if (!name.StartsWith(prefix, StringComparison.Ordinal)) continue;
                name = name[prefix.Length..];
                break;
            }

            if (Factor().Match(name) is { Success: true } match && !name.EndsWith(".bias", StringComparison.Ordinal))
            {
                var module = Wrapper().Replace(match.Groups["module"].Value, "");
                var (a, b, _) = factors.GetValueOrDefault(module);
                var isA = match.Groups["factor"].Value == "A";
                if ((isA ? a : b) is not null) throw Invalid($"adapts module {Quoted.Name(module)} twice; it holds more than one adapter");
                factors[module] = (isA ? tensor : a, isA ? b : tensor, match.Groups["embedding"].Success);
            }
            else if (name.Contains(".lora_", StringComparison.Ordinal))
            {
                throw Invalid($"holds {Quoted.Name(tensor.Name)}, which is not supported (DoRA, biases of LoRA); merge it into its base with PEFT first");
            }
            else if (!saved.TryAdd(Wrapper().Replace(name, ""), tensor))
            {
                throw Invalid($"holds {Quoted.Name(tensor.Name)} twice");
            }
        }

        if (factors.Count == 0) throw Invalid("holds no lora_A and lora_B tensors");
        return ([.. factors.Select(factor => Pair(factor.Key, factor.Value.A, factor.Value.B, factor.Value.Embedding))], saved);
    }

    private LoraPair Pair(string module, TensorInfo? a, TensorInfo? b, bool embedding)
    {
        if (a is null || b is null) throw Invalid($"module {Quoted.Name(module)} lacks its lora_{(a is null ? "A" : "B")}");
        if (!LoraPair.IsValid(a, b))
            throw Invalid($"the factors of module {Quoted.Name(module)} do not fit each other: A is {a.TypeName} {a.Shape}, B is {b.TypeName} {b.Shape}");
        var rank = Configuration.RankOf(module);
        if (rank != a.Shape[0]) throw Invalid($"module {Quoted.Name(module)} has factors of rank {a.Shape[0]}, and {ConfigurationPath} says r = {rank}");
        return new LoraPair(module, module + ".weight", a, b, embedding);
    }

    private CheckpointException Invalid(string what) => new(CheckpointError.InvalidAdapter, $"{Path}: the adapter {what}.");
}
