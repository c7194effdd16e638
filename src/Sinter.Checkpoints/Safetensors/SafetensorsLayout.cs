using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>Where each tensor of a new file goes, and the header that says so.</summary>
/// <param name="Header">JSON, padded with spaces to where the data starts.</param>
/// <param name="Tensors">Tensors in the order of their data, with their position in the file.</param>
/// <param name="Length">Bytes of the whole file.</param>
internal sealed record SafetensorsLayout(byte[] Header, IReadOnlyList<(TensorInfo Info, long Position)> Tensors, long Length)
{
    public static SafetensorsLayout Of(IEnumerable<TensorInfo> tensors, IReadOnlyDictionary<string, string>? metadata, int alignment)
    {
        var sorted = tensors.Select(static tensor => (Tensor: tensor, Rank: SafetensorsTypes.Rank(tensor.TypeName))).ToArray();
        Array.Sort(sorted, static (left, right) =>
            left.Rank != right.Rank ? right.Rank.CompareTo(left.Rank) : Utf8Order(left.Tensor.Name, right.Tensor.Name));
        var header = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(header, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            var offset = 0L;
            string? previous = null;
            foreach (var (tensor, _) in sorted)
            {
                Check(tensor, previous);
                WriteTensor(json, tensor, offset);
                offset = checked(offset + tensor.ByteLength);
                previous = tensor.Name;
            }

            json.WriteEndObject();
        }

        var padding = -(8 + header.WrittenCount) & (alignment - 1);
        header.GetSpan(padding)[..padding].Fill((byte)' ');
        header.Advance(padding);
        if (header.WrittenCount > SafetensorsHeader.Longest) throw new ArgumentException($"The header would have {header.WrittenCount} bytes; the format allows {SafetensorsHeader.Longest}.", nameof(tensors));

        var placed = new (TensorInfo, long)[sorted.Length];
        var position = 8L + header.WrittenCount;
        for (var i = 0; i < sorted.Length; i++)
        {
            placed[i] = (sorted[i].Tensor, position);
            position = checked(position + sorted[i].Tensor.ByteLength);
        }

        return new SafetensorsLayout(header.WrittenSpan.ToArray(), placed, position);
    }

    // The reference writer compares UTF-8 bytes; UTF-16 order differs beyond the basic plane.
    private static int Utf8Order(string left, string right)
    {
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (left[i] == right[i]) continue;
            return char.IsSurrogate(left[i]) != char.IsSurrogate(right[i]) ? (char.IsSurrogate(left[i]) ? 1 : -1) : left[i].CompareTo(right[i]);
        }

        return left.Length.CompareTo(right.Length);
    }

    private static void Check(TensorInfo tensor, string? previous)
    {
        if (tensor.Name == previous) throw new ArgumentException($"Two tensors are named '{tensor.Name}'.", nameof(tensor));
        if (tensor.Name == SafetensorsHeader.MetadataKey) throw new ArgumentException($"No tensor may be named '{tensor.Name}'.", nameof(tensor));
        if (tensor.ByteLength < 0 || (tensor.Type is not ElementType.Other && tensor.ByteLength != checked(tensor.Shape.Count * tensor.Type.Size())))
            throw new ArgumentException($"Tensor '{tensor.Name}' {tensor.TypeName} {tensor.Shape} cannot have {tensor.ByteLength} bytes.", nameof(tensor));
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null) return;
        json.WriteStartObject(SafetensorsHeader.MetadataKey);
        foreach (var (key, value) in metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteTensor(Utf8JsonWriter json, TensorInfo tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype"u8, tensor.TypeName);
        json.WriteStartArray("shape"u8);
        foreach (var dimension in tensor.Shape.Dimensions) json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets"u8);
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + tensor.ByteLength);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
