namespace Sinter.Merging;

/// <summary>The files beside the weights that make a folder a model: configuration, tokenizer, templates.</summary>
internal static class ConfigurationFiles
{
    private static readonly string[] Extensions = [".json", ".txt", ".model", ".tiktoken", ".jinja", ".vocab", ".py"];

    // What belongs to a training run or to the weights themselves.
    private static readonly string[] Excluded = ["trainer_state.json", "all_results.json", "train_results.json", "eval_results.json", "provenance.json", "adapter_config.json"];

    /// <summary>Full paths of the files to copy from a model's folder, in ordinal order; none when the model is a single file.</summary>
    public static IReadOnlyList<string> Find(string? path)
    {
        if (path is null || !Directory.Exists(path)) return [];
        return [.. Directory.EnumerateFiles(path).Where(static file => Wanted(Path.GetFileName(file))).Order(StringComparer.Ordinal)];
    }

    private static bool Wanted(string name) =>
        Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase)
        && !name.EndsWith(".index.json", StringComparison.OrdinalIgnoreCase)
        && !Excluded.Contains(name, StringComparer.OrdinalIgnoreCase)
        && !name.StartsWith('.');
}
