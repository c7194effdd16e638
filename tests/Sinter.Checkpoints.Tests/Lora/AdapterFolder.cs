using System.Runtime.InteropServices;
using Sinter.Tensors;

namespace Sinter.Checkpoints.Tests;

/// <summary>Writes adapters in PEFT's layout with values that are easy to recompute.</summary>
internal sealed class AdapterFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<(TensorInfo Info, float[] Values)> _tensors = [];

    public string Path => _folder.Path;

    public AdapterFolder Add(string name, params long[] shape)
    {
        var info = new TensorInfo(name, ElementType.F32, new TensorShape(shape));
        _tensors.Add((info, [.. Enumerable.Range(0, (int)info.Shape.Count).Select(i => (i * 7 + name.Length) % 11 / 4f - 1.25f)]));
        return this;
    }

    public AdapterFolder Pair(string module, int outputs, int rank, int inputs) =>
        Add($"base_model.model.{module}.lora_A.weight", rank, inputs).Add($"base_model.model.{module}.lora_B.weight", outputs, rank);

    public float[] Values(string name) => _tensors.Single(tensor => tensor.Info.Name == name).Values;

    public AdapterFolder Write(string configuration = """{"peft_type": "LORA", "r": 2, "lora_alpha": 8}""")
    {
        File.WriteAllText(_folder["adapter_config.json"], configuration);
        using var writer = SafetensorsWriter.Create(_folder["adapter_model.safetensors"], _tensors.Select(static tensor => tensor.Info), overwrite: true);
        foreach (var (info, values) in _tensors) writer.Write(info, 0, MemoryMarshal.AsBytes<float>(values));
        return this;
    }

    /// <summary>scale · B · A, element by element in double.</summary>
    public double[,] TaskVector(string module, int outputs, int rank, int inputs, double scale)
    {
        var a = Values($"base_model.model.{module}.lora_A.weight");
        var b = Values($"base_model.model.{module}.lora_B.weight");
        var result = new double[outputs, inputs];
        for (var i = 0; i < outputs; i++)
            for (var j = 0; j < inputs; j++)
                for (var r = 0; r < rank; r++) result[i, j] += scale * b[i * rank + r] * a[r * inputs + j];
        return result;
    }

    public void Dispose() => _folder.Dispose();
}
