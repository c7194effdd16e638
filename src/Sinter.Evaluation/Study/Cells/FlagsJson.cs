using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sinter.Evaluation;

/// <summary>Bits as text.</summary>
internal sealed class FlagsJson : JsonConverter<Flags>
{
    public override Flags Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        try
        {
            return Flags.Parse(text!);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException or NullReferenceException)
        {
            throw new JsonException($"'{text}' is no row of bits", exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, Flags value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
