namespace Sinter.Merging;

/// <summary>The files beside the weights that make a folder a model: configuration, tokenizer, templates.</summary>
internal static class ConfigurationFiles
{
    private static readonly string[] Extensions = [".json", ".txt", ".model", ".tiktoken", ".jinja", ".vocab", ".py"];

    private static readonly string[] TokenizerNames = ["token", "vocab", "merges.txt", "chat_template"];

    // What belongs to a training run or to the weights themselves.
    private static readonly string[] Excluded = ["trainer_state.json", "all_results.json", "train_results.json", "eval_results.json", "provenance.json", "adapter_config.json"];

    /// <summary>Full paths of the files to copy from a model's folder, in ordinal order; none when the model is a single file.</summary>
    public static IReadOnlyList<string> Find(string? path)
    {
        if (path is null || !Directory.Exists(path)) return [];
        return [.. Directory.EnumerateFiles(path).Where(static file => Wanted(Path.GetFileName(file))).Order(StringComparer.Ordinal)];
    }

    /// <summary>The same with the tokenizer's files, chat template included, taken from another folder.</summary>
    public static IReadOnlyList<string> Find(string? path, string? tokenizerPath)
    {
        if (tokenizerPath is null) return Find(path);
        return [.. Find(path).Where(static file => !IsTokenizer(file)), .. Find(tokenizerPath).Where(IsTokenizer)];
    }

    private static bool IsTokenizer(string file)
    {
        var name = Path.GetFileName(file);
        return Array.Exists(TokenizerNames, part => name.Contains(part, StringComparison.OrdinalIgnoreCase)) || Path.GetExtension(name) is ".model" or ".tiktoken" or ".vocab" or ".jinja";
    }

    private static bool Wanted(string name) =>
        Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase)
        && !name.EndsWith(".index.json", StringComparison.OrdinalIgnoreCase)
        && !Excluded.Contains(name, StringComparer.OrdinalIgnoreCase)
        && !name.StartsWith('.');
}
