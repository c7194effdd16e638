namespace Sinter.Checkpoints;

/// <summary>The small files beside a model's weights: configuration, tokenizer, licence, model card.</summary>
internal static class CompanionFiles
{
    private const long Largest = 256 << 20;

    private static readonly string[] WeightExtensions =
        [".safetensors", ".bin", ".pt", ".pth", ".th", ".ckpt", ".h5", ".msgpack", ".onnx", ".gguf", ".npz", ".tar", ".zip", ".gz"];

    /// <summary>Copies them from a folder into another; an input that is a file has none.</summary>
    public static void Copy(string input, string folder)
    {
        if (!Directory.Exists(input)) return;
        foreach (var file in Directory.EnumerateFiles(input).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (name.StartsWith('.') || name.EndsWith(".index.json", StringComparison.OrdinalIgnoreCase)) continue;
            if (WeightExtensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) || new FileInfo(file).Length > Largest) continue;
            File.Copy(file, Path.Combine(folder, name));
        }
    }
}
