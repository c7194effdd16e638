using System.Text.Json;
using Sinter.Checkpoints;

namespace Sinter.Cli;

/// <summary>Checkpoints for programs.</summary>
internal static class InspectionJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<CheckpointListing> listings)
    {
        json.WriteStartObject();
        json.WriteStartArray("models");
        foreach (var listing in listings) Write(json, listing);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CheckpointListing listing)
    {
        json.WriteStartObject();
        json.WriteString("path", listing.Path);
        json.WriteStrings("files", listing.Files);
        json.WriteNumber("parameters", listing.Parameters);
        json.WriteNumber("bytes", listing.Bytes);
        json.WriteNumber("nan", listing.NotNumbers);
        json.WriteNumber("infinite", listing.Infinite);
        json.WriteStartObject("metadata");
        foreach (var (key, value) in listing.Metadata) json.WriteString(key, value);
        json.WriteEndObject();
        json.WriteStartArray("tensors");
        foreach (var scan in listing.Tensors) Write(json, scan, listing.Aliases.GetValueOrDefault(scan.Tensor.Name));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TensorScan scan, string? tiedTo)
    {
        json.WriteStartObject();
        json.WriteString("name", scan.Tensor.Name);
        json.WriteString("type", scan.Tensor.TypeName);
        json.WriteStartArray("shape");
        foreach (var dimension in scan.Tensor.Shape.Dimensions) json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteNumber("bytes", scan.Tensor.ByteLength);
        json.WriteNumber("nan", scan.NotNumbers);
        json.WriteNumber("infinite", scan.Infinite);
        if (tiedTo is not null) json.WriteString("tied_to", tiedTo);
        json.WriteEndObject();
    }
}
