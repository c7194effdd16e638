using System.Text.Json;

namespace Sinter.Checkpoints;

/// <summary>A checkpoint in several files with an index: <c>{"metadata": ..., "weight_map": {tensor: file}}</c>.</summary>
internal static class ShardIndex
{
    private const long LongestIndex = 100_000_000;
    private const int MostShards = 10_000;

    /// <summary>Opens every shard the index names, headers only.</summary>
    /// <exception cref="CheckpointException">The index is broken, or names a file or tensor that is not there or not allowed.</exception>
    public static StoredCheckpoint Open(string path)
    {
        path = Path.GetFullPath(path);
        var places = Read(path);
        var folder = new ContainedFolder(Path.GetDirectoryName(path)!);
        var shards = new Dictionary<string, StoredCheckpoint>();
        try
        {
            foreach (var name in places.Values.Distinct())
            {
                if (shards.Count == MostShards) throw Invalid(path, $"names more than {MostShards} files");
                shards.Add(name, CheckpointOpener.OpenFile(folder.Resolve(path, name)));
            }

            return Join(path, places, shards);
        }
        catch
        {
            foreach (var shard in shards.Values) shard.Dispose();
            throw;
        }
    }

    private static StoredCheckpoint Join(string path, Dictionary<string, string> places, Dictionary<string, StoredCheckpoint> shards)
    {
        var tensors = new Dictionary<string, StoredTensor>(places.Count);
        foreach (var (name, file) in places)
        {
            if (!shards[file].TryGetStored(name, out var stored))
                throw Invalid(path, $"says that tensor {Quoted.Name(name)} is in {file}, which lacks it; the files may be of different versions");
            tensors.Add(name, stored);
        }

        var aliases = new Dictionary<string, string>();
        foreach (var (file, shard) in shards)
        {
            foreach (var (name, target) in shard.Aliases)
            {
                // A name the index leaves out, or lists for the same file.
                if (places.TryGetValue(target, out var targetFile) && targetFile == file && (!places.TryGetValue(name, out var nameFile) || nameFile == file)
                    && shard.TryGetStored(name, out var stored))
                {
                    tensors.TryAdd(name, stored);
                    aliases.TryAdd(name, target);
                }
            }
        }

        var metadata = shards.OrderBy(static shard => shard.Key, StringComparer.Ordinal).Select(static shard => shard.Value.Metadata).FirstOrDefault();
        return new StoredCheckpoint(path, tensors.Values, shards.Values.SelectMany(static shard => shard.Files), [.. shards.Values], aliases, metadata);
    }

    private static Dictionary<string, string> Read(string path)
    {
        using var file = CheckpointFile.Open(path);
        if (file.Length > LongestIndex) throw Invalid(path, $"has {file.Length} bytes; at most {LongestIndex} are read");
        var json = new byte[file.Length];
        file.Read(0, json);
        try
        {
            return Parse(path, json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new CheckpointException(CheckpointError.InvalidIndex, $"{path}: the index is not valid JSON: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private static Dictionary<string, string> Parse(string path, byte[] json)
    {
        var reader = new Utf8JsonReader(json.AsSpan().StartsWith("\uFEFF"u8) ? json.AsSpan(3) : json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw Invalid(path, "is not a JSON object");
        Dictionary<string, string>? places = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("weight_map"u8))
            {
                reader.Skip();
                continue;
            }

            if (places is not null) throw Invalid(path, "has 'weight_map' twice");
            places = ReadMap(path, ref reader);
        }

        while (reader.Read())
        {
        }

        return places ?? throw Invalid(path, "has no 'weight_map'");
    }

    private static Dictionary<string, string> ReadMap(string path, ref Utf8JsonReader reader)
    {
        const string Expected = "has a 'weight_map' that is not an object of file names";
        var places = new Dictionary<string, string>();
        var files = new Dictionary<string, string>();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw Invalid(path, Expected);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!reader.Read() || reader.TokenType != JsonTokenType.String) throw Invalid(path, Expected);
            var file = reader.GetString()!;
            if (!files.TryGetValue(file, out var known)) files.Add(file, known = file);
            if (!places.TryAdd(name, known)) throw Invalid(path, $"names tensor {Quoted.Name(name)} twice");
        }

        return places;
    }

    private static CheckpointException Invalid(string path, string what) => new(CheckpointError.InvalidIndex, $"{path}: the index {what}.");
}
