using System.Text.Json;
using Sinter.Checkpoints;

namespace Sinter.Cli;

/// <summary>What a conversion made.</summary>
internal static class ConversionReport
{
    public static void WriteText(Terminal terminal, ConversionResult result)
    {
        terminal.Output.WriteLine($"{result.Path}: {Words.Count(result.Tensors, "tensor")}, {ByteSize.Format(result.ByteLength)} in {Words.Count(result.Files.Count, "file")}");
        foreach (var (alias, target) in result.Tied) terminal.Output.WriteLine($"note: {Words.Printable(alias)} is tied to {Words.Printable(target)} and stored once");
    }

    public static void WriteJson(Utf8JsonWriter json, ConversionResult result)
    {
        json.WriteStartObject();
        json.WriteString("output", result.Path);
        json.WriteNumber("tensors", result.Tensors);
        json.WriteNumber("bytes", result.ByteLength);
        json.WriteStrings("files", result.Files);
        json.WriteStartObject("tied");
        foreach (var (alias, target) in result.Tied) json.WriteString(alias, target);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
