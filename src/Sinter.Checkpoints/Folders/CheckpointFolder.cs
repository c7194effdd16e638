namespace Sinter.Checkpoints;

/// <summary>A folder in the Hugging Face layout: finds the weights by the names that its libraries write.</summary>
internal static class CheckpointFolder
{
    // In order of preference; for each stem one file before shards, safetensors before pickles.
    private static readonly string[] Names =
    [
        "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json",
        "diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.safetensors.index.json", "diffusion_pytorch_model.bin", "diffusion_pytorch_model.bin.index.json",
        "adapter_model.safetensors", "adapter_model.bin",
    ];

    private static readonly string[] Patterns =
    [
        "*.safetensors.index.json", "*.bin.index.json", "diffusion_pytorch_model*.safetensors", "*.safetensors", "pytorch_model*.bin", "diffusion_pytorch_model*.bin", "*.bin",
        "*.pt", "*.pth", "*.th", "*.ckpt",
    ];

    // What trainers leave beside the weights.
    private static readonly string[] NoModels = ["training_args.bin", "optimizer.pt", "optimizer.bin", "scheduler.pt", "scheduler.bin", "scaler.pt", "rng_state.pth", "random_states_0.pkl"];

    /// <summary>Opens the weights of a folder.</summary>
    /// <exception cref="CheckpointException">It has none, or several that could be meant.</exception>
    public static StoredCheckpoint Open(string folder)
    {
        var path = FindWeights(folder);
        var weights = path.EndsWith(".index.json", StringComparison.Ordinal) ? ShardIndex.Open(path) : CheckpointOpener.OpenFile(path);
        return weights.OpenedAs(Path.GetFullPath(folder));
    }

    /// <summary>The file or index that holds a folder's weights.</summary>
    public static string FindWeights(string folder)
    {
        try
        {
            foreach (var name in Names)
                if (File.Exists(Path.Combine(folder, name))) return Path.Combine(folder, name);
            foreach (var pattern in Patterns)
            {
                var matches = Directory.GetFiles(folder, pattern).Where(static file => !NoModels.Contains(Path.GetFileName(file))).ToArray();
                if (matches.Length == 1) return matches[0];
                if (matches.Length == 0) continue;
                Array.Sort(matches, StringComparer.Ordinal);
                throw new CheckpointException(
                    CheckpointError.NoWeights,
                    $"{folder}: holds {matches.Length} files {pattern} ({Path.GetFileName(matches[0])}, {Path.GetFileName(matches[1])}, ...) and no index that says how they belong together; name one of them.");
            }

            var present = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(6).ToArray();
            throw new CheckpointException(
                CheckpointError.NoWeights,
                $"{folder}: holds no weights; looked for {string.Join(", ", Names)}, or any one safetensors or PyTorch file; the folder has {(present.Length == 0 ? "nothing" : string.Join(", ", present))}.");
        }
        catch (Exception exception) when (FileFailure.Covers(exception))
        {
            throw FileFailure.Reading(folder, exception);
        }
    }
}
