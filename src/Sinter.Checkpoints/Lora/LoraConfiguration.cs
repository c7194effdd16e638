using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sinter.Checkpoints;

/// <summary>
/// The part of PEFT's <c>adapter_config.json</c> that says what an adapter's weights mean. A module's task vector is scale · B · A, with scale = alpha / r, or alpha / √r for
/// rank-stabilized adapters (rsLoRA).
/// </summary>
public sealed class LoraConfiguration
{
    private readonly IReadOnlyList<KeyValuePair<Regex, double>> _ranks;
    private readonly IReadOnlyList<KeyValuePair<Regex, double>> _alphas;

    internal LoraConfiguration(JsonElement root, LoraConfigurationReader reader)
    {
        Rank = reader.Whole(root, "r", 8);
        Alpha = reader.Number(root, "lora_alpha", 8);
        RankStabilized = reader.Flag(root, "use_rslora");
        TransposedWeights = reader.Flag(root, "fan_in_fan_out");
        BaseModel = reader.Text(root, "base_model_name_or_path");
        TargetModules = reader.Names(root, "target_modules");
        SavedModules = reader.Names(root, "modules_to_save");
        _ranks = reader.Patterns(root, "rank_pattern");
        _alphas = reader.Patterns(root, "alpha_pattern");
    }

    /// <summary>Columns of B and rows of A, where no pattern says otherwise.</summary>
    public int Rank { get; }

    /// <summary>Numerator of the scale, where no pattern says otherwise.</summary>
    public double Alpha { get; }

    /// <summary>The scale is alpha / √r.</summary>
    public bool RankStabilized { get; }

    /// <summary>The base stores its weights as [in, out], as GPT-2 does.</summary>
    public bool TransposedWeights { get; }

    /// <summary>The base it was trained on, as its author named it.</summary>
    public string? BaseModel { get; }

    /// <summary>Names or one pattern of the modules that it adapts.</summary>
    public IReadOnlyList<string> TargetModules { get; }

    /// <summary>Names of the modules that were trained and saved whole.</summary>
    public IReadOnlyList<string> SavedModules { get; }

    /// <summary>The rank the configuration gives a module, by its full name in the base.</summary>
    public double RankOf(string module) => Find(_ranks, module, Rank);

    /// <summary>What B · A is multiplied by for a module.</summary>
    public double ScaleOf(string module)
    {
        var rank = RankOf(module);
        return Find(_alphas, module, Alpha) / (RankStabilized ? Math.Sqrt(rank) : rank);
    }

    private static double Find(IReadOnlyList<KeyValuePair<Regex, double>> patterns, string module, double otherwise)
    {
        foreach (var (pattern, value) in patterns)
            if (pattern.IsMatch(module)) return value;
        return otherwise;
    }
}
