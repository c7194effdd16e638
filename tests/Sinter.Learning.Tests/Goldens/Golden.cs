using System.Text.Json;
using Sinter.Checkpoints;
using Sinter.Tensors;
using Sinter.Testing;

namespace Sinter.Learning.Tests;

/// <summary>One folder of goldens/models: a checkpoint, inputs, and what the reference program computed from them.</summary>
internal sealed class Golden : IDisposable
{
    private readonly string _folder;
    private readonly Checkpoint _values;
    private readonly JsonDocument _numbers;

    public Golden(string name)
    {
        _folder = SharedData.Require("goldens", "models", name);
        _values = Checkpoint.Open(Path.Combine(_folder, "golden.safetensors"));
        _numbers = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "golden.json")));
        Network = Network.FromConfig(_folder);
        Weights = Network.Load(Path.Combine(_folder, "model.safetensors"));
    }

    public Network Network { get; }

    public Weights Weights { get; }

    public double Loss => _numbers.RootElement.GetProperty("loss").GetDouble();

    public double[] AdamWLosses => [.. _numbers.RootElement.GetProperty("adamw_losses").EnumerateArray().Select(static x => x.GetDouble())];

    public double LearningRate => _numbers.RootElement.GetProperty("lr").GetDouble();

    public AdamWSettings Settings
    {
        get
        {
            var root = _numbers.RootElement;
            var betas = root.GetProperty("betas");
            return new AdamWSettings(betas[0].GetDouble(), betas[1].GetDouble(), root.GetProperty("eps").GetDouble(), root.GetProperty("weight_decay").GetDouble());
        }
    }

    public IEnumerable<string> Names(string prefix) =>
        _values.Tensors.Select(static tensor => tensor.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..]);

    public TensorShape Shape(string name) => Info(name).Shape;

    public float[] Floats(string name)
    {
        var info = Info(name);
        var bytes = new byte[info.ByteLength];
        _values.Read(info, 0, bytes);
        var result = new float[info.Shape.Count];
        ElementConversion.ToSingle(info.Type, bytes, result);
        return result;
    }

    public int[] Integers(string name) => [.. Floats(name).Select(static x => (int)x)];

    public TokenBatch Tokens() =>
        new(Integers("input.input_ids"), (int)Shape("input.input_ids")[0], Names("input.").Contains("attention_mask") ? Integers("input.attention_mask") : null);

    public void Dispose()
    {
        _values.Dispose();
        _numbers.Dispose();
        Weights.Dispose();
    }

    private TensorInfo Info(string name) => _values.TryGet(name, out var info) ? info : throw new KeyNotFoundException(name);
}
