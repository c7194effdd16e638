namespace Sinter.Checkpoints;

/// <summary>Finds out what a path holds.</summary>
internal static class CheckpointOpener
{
    private const string Safetensors = ".safetensors";

    public static Checkpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) return CheckpointFolder.Open(path);
        if (path.EndsWith(".index.json", StringComparison.Ordinal)) return ShardIndex.Open(path);
        return OpenFile(path);
    }

    /// <summary>Opens a single file by its content; a name that ends in .safetensors is taken at its word, so that the message says what is wrong with it.</summary>
    public static StoredCheckpoint OpenFile(string path)
    {
        if (path.EndsWith(Safetensors, StringComparison.OrdinalIgnoreCase)) return SafetensorsFile.Open(path);
        var file = CheckpointFile.Open(path);
        try
        {
            Span<byte> start = stackalloc byte[9];
            start.Clear();
            file.Read(0, start[..(int)Math.Min(start.Length, file.Length)]);
            if (start.StartsWith("PK\x03\x04"u8)) return PyTorchZip.Open(file);
            if (start[0] == (byte)PickleOpcode.Protocol) return PyTorchLegacy.Open(file);
            if (start[8] == (byte)'{') return SafetensorsFile.Open(file);
            throw new CheckpointException(
                CheckpointError.UnknownFormat, $"{file.Path}: is neither safetensors nor a PyTorch file (a zip archive or a pickle); it starts with the bytes {Convert.ToHexString(start[..4])}.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
