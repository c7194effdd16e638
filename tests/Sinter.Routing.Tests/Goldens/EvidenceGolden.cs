using System.Numerics;
using System.Text.Json;
using Sinter.Testing;

namespace Sinter.Routing.Tests;

/// <summary>One file of goldens/evidence.</summary>
internal sealed class EvidenceGolden
{
    private readonly JsonElement _root;

    public EvidenceGolden(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Require("goldens", "evidence", name + ".json")));
        _root = document.RootElement.Clone();
    }

    public int Samples => _root.GetProperty("alpha").GetArrayLength();

    public int Classes => _root.GetProperty("alpha")[0].GetArrayLength();

    public int FeatureWidth => _root.GetProperty("features")[0].GetArrayLength();

    public IReadOnlyList<IReadOnlyList<int>> Neighbours => [.. _root.GetProperty("neighbours").EnumerateArray().Select(static list => list.EnumerateArray().Select(static x => x.GetInt32()).ToArray())];

    public double Number(string name) => _root.GetProperty(name).GetDouble();

    /// <summary>A vector, or a matrix row after row.</summary>
    public double[] Doubles(string name) => [.. Flatten(_root.GetProperty(name))];

    public T[] Numbers<T>(string name)
        where T : IBinaryFloatingPointIeee754<T> => [.. Doubles(name).Select(T.CreateTruncating)];

    private static IEnumerable<double> Flatten(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flatten) : [element.GetDouble()];
}
