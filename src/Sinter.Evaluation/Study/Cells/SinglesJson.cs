using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sinter.Evaluation;

/// <summary>Numbers as the base64 of their little-endian float32 bits: exact and short.</summary>
internal sealed class SinglesJson : JsonConverter<float[]>
{
    public override float[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var bytes = reader.GetBytesFromBase64();
        return bytes.Length % sizeof(float) == 0 ? MemoryMarshal.Cast<byte, float>(bytes).ToArray() : throw new JsonException("a row of float32 numbers is cut off");
    }

    public override void Write(Utf8JsonWriter writer, float[] value, JsonSerializerOptions options) => writer.WriteBase64StringValue(MemoryMarshal.AsBytes<float>(value));
}
