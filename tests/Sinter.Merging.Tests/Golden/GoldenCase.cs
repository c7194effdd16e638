using System.Text.Json;
using Sinter.Checkpoints;
using Sinter.Tensors;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Golden;

/// <summary>One golden of the merge methods: what public code made of the experts of its set, and with which parameters.</summary>
internal sealed class GoldenCase : IDisposable
{
    private readonly string _folder;
    private readonly List<Checkpoint> _opened = [];
    private readonly JsonDocument _json;

    public GoldenCase(string set, string name)
    {
        _folder = SharedData.Require("goldens", "methods", set);
        Name = name;
        _json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, $"{name}.json")));
        Expected = Open(name);
        Base = Open("base");
        Experts = [.. Enumerable.Range(1, Directory.GetFiles(_folder, "expert-*.safetensors").Length).Select(expert => Open($"expert-{expert}"))];
    }

    public string Name { get; }

    public Checkpoint Expected { get; }

    public Checkpoint Base { get; }

    public IReadOnlyList<Checkpoint> Experts { get; }

    public JsonElement Parameters => _json.RootElement.GetProperty("parameters");

    public JsonElement Side => _json.RootElement.GetProperty("side");

    /// <summary>How far the golden's float32 lies from the same code in float64.</summary>
    public double Rounding => _json.RootElement.GetProperty("rounding").GetProperty("max_abs_float32_vs_float64").GetDouble();

    /// <summary>Another file of the set.</summary>
    public Checkpoint Open(string name)
    {
        var checkpoint = Checkpoint.Open(Path.Combine(_folder, $"{name}.safetensors"));
        _opened.Add(checkpoint);
        return checkpoint;
    }

    public double Number(string parameter) => Parameters.GetProperty(parameter).GetDouble();

    public double[] Numbers(string parameter) => Numbers(Parameters, parameter);

    public double[] SideNumbers(string name) => Numbers(Side, name);

    /// <summary>The names in the golden, without those of integer buffers and given inputs.</summary>
    public IEnumerable<string> ExpectedNames =>
        Expected.Tensors.Where(static tensor => tensor.Type != ElementType.I64 && !tensor.Name.StartsWith("input.", StringComparison.Ordinal)).Select(static tensor => tensor.Name);

    /// <summary>Names of the base's float tensors.</summary>
    public IEnumerable<string> TensorNames => Base.Tensors.Where(static tensor => tensor.Type.IsFloat()).Select(static tensor => tensor.Name);

    public float[] Values(string name) => Values(Expected, name);

    public static float[] Values(Checkpoint checkpoint, string name)
    {
        checkpoint.TryGet(name, out var tensor).ShouldBeTrue($"{checkpoint.Path} has no {name}");
        var bytes = new byte[tensor!.ByteLength];
        checkpoint.Read(tensor, 0, bytes);
        var values = new float[tensor.Shape.Count];
        ElementConversion.ToSingle(tensor.Type, bytes, values);
        return values;
    }

    /// <summary>The tensors <c>PREFIX{t}.NAME</c> of a file of given statistics, as one checkpoint a task.</summary>
    public IReadOnlyList<Checkpoint> Statistics(string file, string prefix)
    {
        var source = Open(file);
        return [.. Experts.Select((_, task) =>
        {
            var start = $"{prefix}{task + 1}.";
            var statistics = new MemoryCheckpoint($"{file} {task + 1}");
            foreach (var tensor in source.Tensors.Where(tensor => tensor.Name.StartsWith(start, StringComparison.Ordinal)))
                statistics.Add(tensor.Name[start.Length..], tensor.Shape.Dimensions.AsSpan(), Values(source, tensor.Name));
            return statistics;
        })];
    }

    public void Dispose()
    {
        foreach (var checkpoint in _opened) checkpoint.Dispose();
        _json.Dispose();
    }

    private static double[] Numbers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(static value => value.GetDouble())];
}
