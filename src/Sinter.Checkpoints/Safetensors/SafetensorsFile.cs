using System.Buffers.Binary;
using System.Text.Unicode;
using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>Opens safetensors files: header only.</summary>
internal static class SafetensorsFile
{
    private const int LengthBytes = 8;

    /// <summary>Opens a file as a checkpoint of its own.</summary>
    public static StoredCheckpoint Open(string path)
    {
        var file = CheckpointFile.Open(path);
        try
        {
            return Open(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Makes a checkpoint that owns an open file.</summary>
    public static StoredCheckpoint Open(CheckpointFile file)
    {
        var header = ReadHeader(file);
        var tensors = header.Tensors.Select(StoredTensor (tensor) => new FileTensor(tensor.Info, file, header.DataStart + tensor.Begin)).ToList();
        var aliases = FindAliases(header, tensors);
        return new StoredCheckpoint(file.Path, tensors, [file.Path], [file], aliases, header.Metadata);
    }

    /// <summary>Reads and checks the header.</summary>
    public static SafetensorsHeader ReadHeader(CheckpointFile file)
    {
        if (file.Length < LengthBytes)
            throw new CheckpointException(CheckpointError.HeaderTooSmall, $"{file.Path}: has {file.Length} bytes; a safetensors file starts with 8 bytes of header length.");
        Span<byte> prefix = stackalloc byte[LengthBytes];
        file.Read(0, prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafetensorsHeader.Longest)
        {
            throw new CheckpointException(
                CheckpointError.HeaderTooLarge,
                $"{file.Path}: its first 8 bytes ask for a header of {length} bytes; at most {SafetensorsHeader.Longest} are allowed. It may not be a safetensors file.");
        }

        if ((long)length > file.Length - LengthBytes)
        {
            throw new CheckpointException(
                CheckpointError.InvalidHeaderLength, $"{file.Path}: its header of {length} bytes runs past the end of the file ({file.Length} bytes); it may be cut short.");
        }

        using var buffer = new NativeBuffer<byte>((long)length);
        var json = buffer.Span;
        file.Read(LengthBytes, json);
        if (!Utf8.IsValid(json)) throw new CheckpointException(CheckpointError.InvalidHeader, $"{file.Path}: the header is not UTF-8.");
        var start = LengthBytes + (long)length;
        return SafetensorsHeaderParser.Parse(file.Path, json, start, file.Length - start);
    }

    // safetensors.torch.save_model notes a tied tensor that it left out as "its name": "the stored name".
    private static Dictionary<string, string> FindAliases(SafetensorsHeader header, List<StoredTensor> tensors)
    {
        var aliases = new Dictionary<string, string>();
        if (header.Metadata.Count == 0) return aliases;
        var stored = tensors.ToDictionary(static tensor => tensor.Info.Name);
        foreach (var (name, target) in header.Metadata)
        {
            if (name == "format" || stored.ContainsKey(name) || !stored.TryGetValue(target, out var tensor)) continue;
            aliases.Add(name, target);
            tensors.Add(tensor.Renamed(name));
        }

        return aliases;
    }
}
