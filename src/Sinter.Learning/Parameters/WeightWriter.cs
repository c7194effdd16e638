using System.Runtime.InteropServices;
using Sinter.Checkpoints;
using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>Writes weights as float32 safetensors.</summary>
internal static class WeightWriter
{
    /// <summary>Writes beside the target and renames when complete.</summary>
    public static void Write(string path, IReadOnlyList<(string Prefix, Weights Values)> blocks, IReadOnlyDictionary<string, string> metadata)
    {
        var temporary = path + ".partial";
        var tensors = blocks.SelectMany(static block => block.Values.Layout.Parts.Select(part => (Info: new TensorInfo(block.Prefix + part.Name, ElementType.F32, part.Shape), part, block.Values))).ToList();
        using (var writer = SafetensorsWriter.Create(temporary, tensors.Select(static tensor => tensor.Info), metadata, overwrite: true))
        {
            foreach (var (info, part, values) in tensors) writer.Write(info, 0, MemoryMarshal.AsBytes(values[part]));
            writer.Flush();
        }

        try
        {
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(CheckpointError.InputOutput, $"{path}: cannot be written: {exception.Message}", exception);
        }
    }
}
