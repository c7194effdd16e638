using System.Runtime.InteropServices;
using Sinter.Checkpoints;
using Sinter.Tensors;

namespace Sinter.Cli.Tests;

/// <summary>Small checkpoints on disk.</summary>
internal static class TestModels
{
    /// <summary>Writes a safetensors file of float32 tensors.</summary>
    public static string Write(string path, params (string Name, long[] Shape, float[] Values)[] tensors)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var writer = SafetensorsWriter.Create(path, tensors.Select(static tensor => Info(tensor.Name, tensor.Shape)));
        foreach (var (name, shape, values) in tensors) writer.Write(Info(name, shape), 0, MemoryMarshal.AsBytes<float>(values));
        return path;
    }

    /// <summary>A folder with <c>model.safetensors</c> of two tensors whose elements are <paramref name="value"/>, and a configuration.</summary>
    public static string WriteFolder(string folder, float value)
    {
        Write(Path.Combine(folder, "model.safetensors"), ("layers.0.weight", [4, 8], Filled(32, value)), ("norm.weight", [8], Filled(8, value)));
        File.WriteAllText(Path.Combine(folder, "config.json"), """{"model_type": "test"}""");
        return folder;
    }

    public static float[] Filled(int length, float value)
    {
        var values = new float[length];
        Array.Fill(values, value);
        return values;
    }

    private static TensorInfo Info(string name, long[] shape) => new(name, ElementType.F32, new TensorShape(shape));
}
