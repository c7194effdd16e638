using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sinter.Checkpoints;

/// <summary>How a model's tensors are spread over files, with the names and the index that Hugging Face's loaders expect.</summary>
public sealed class ShardLayout
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private ShardLayout(string stem, IReadOnlyList<Shard> shards)
    {
        Stem = stem;
        Shards = shards;
    }

    /// <summary>First part of the file names, for example <c>model</c>.</summary>
    public string Stem { get; }

    /// <summary>The files, in order; at least one.</summary>
    public IReadOnlyList<Shard> Shards { get; }

    /// <summary>Bytes of all tensors.</summary>
    public long TotalSize => Shards.Sum(static shard => shard.ByteLength);

    /// <summary>Name of the index; null when one file holds everything.</summary>
    public string? IndexFileName => Shards.Count > 1 ? $"{Stem}.safetensors.index.json" : null;

    /// <summary>Spreads tensors, in the order given, over files of at most <paramref name="maximumBytes"/> of data. A tensor that is larger gets a file of its own.</summary>
    /// <param name="tensors">Every tensor.</param>
    /// <param name="maximumBytes">Most bytes of tensor data a file; null for one file.</param>
    /// <param name="stem">First part of the file names.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximumBytes"/> is not positive.</exception>
    public static ShardLayout Split(IEnumerable<TensorInfo> tensors, long? maximumBytes = null, string stem = "model")
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (maximumBytes is { } given) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given, nameof(maximumBytes));
        var limit = maximumBytes ?? long.MaxValue;
        var groups = new List<List<TensorInfo>> { new() };
        var size = 0L;
        foreach (var tensor in tensors)
        {
            if (groups[^1].Count > 0 && tensor.ByteLength > limit - size)
            {
                groups.Add([]);
                size = 0;
            }

            groups[^1].Add(tensor);
            size = checked(size + tensor.ByteLength);
        }

        var shards = groups.Select((group, i) => new Shard(FileName(stem, i, groups.Count), group, group.Sum(static tensor => tensor.ByteLength)));
        return new ShardLayout(stem, [.. shards]);
    }

    /// <summary>Writes the index into a folder; does nothing when one file holds everything.</summary>
    /// <exception cref="CheckpointException">The file exists already or cannot be written.</exception>
    public void WriteIndex(string folder)
    {
        if (IndexFileName is not { } name) return;
        var path = Path.Combine(folder, name);
        try
        {
            using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            using (var json = new Utf8JsonWriter(stream, Indented)) WriteIndex(json);
            stream.WriteByte((byte)'\n');
        }
        catch (Exception exception) when (FileFailure.Covers(exception))
        {
            throw FileFailure.Writing(path, exception);
        }
    }

    private static string FileName(string stem, int index, int count) =>
        count == 1 ? $"{stem}.safetensors" : $"{stem}-{index + 1:00000}-of-{count:00000}.safetensors";

    private void WriteIndex(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("metadata"u8);
        json.WriteNumber("total_size"u8, TotalSize);
        json.WriteEndObject();
        json.WriteStartObject("weight_map"u8);
        var places = Shards.SelectMany(static shard => shard.Tensors.Select(tensor => (tensor.Name, shard.FileName)));
        foreach (var (name, file) in places.OrderBy(static place => place.Name, StringComparer.Ordinal)) json.WriteString(name, file);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
