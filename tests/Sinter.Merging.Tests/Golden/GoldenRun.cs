using System.Runtime.InteropServices;
using Sinter.Checkpoints;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Golden;

/// <summary>Merges the experts of a golden and holds what came out against it; remembers which of the golden's tensors were looked at.</summary>
internal sealed class GoldenRun(GoldenCase golden)
{
    private readonly HashSet<string> _checked = [];

    public GoldenCase Golden => golden;

    /// <summary>What side files hold, by file and name; of the last merge.</summary>
    public IReadOnlyDictionary<(string File, string Name), byte[]> Sides { get; private set; } = new Dictionary<(string, string), byte[]>();

    /// <summary>What the last merge's whole-model statistics reported.</summary>
    public IReadOnlyDictionary<string, object> Report { get; private set; } = new Dictionary<string, object>();

    /// <summary>Merges experts (all by default) with a method.</summary>
    public Dictionary<string, float[]> Merge(
        string method, Action<TensorSettings>? configure = null, IEnumerable<int>? experts = null, bool withBase = true, IReadOnlyList<Checkpoint>? statistics = null)
    {
        var found = MethodCatalog.BuiltIn.FindMethod(method);
        found.ShouldNotBeNull($"there is no method '{method}'");
        var models = (experts ?? Enumerable.Range(1, golden.Experts.Count)).Select(expert => golden.Experts[expert - 1]).ToList();
        return Run(TestPlan.Create(found, withBase ? golden.Base : null, models, configure, statistics: statistics));
    }

    public Dictionary<string, float[]> Run(MergePlan plan)
    {
        var sink = new MemorySink(plan);
        var summary = MergeExecutor.Run(plan, sink, new ExecutionOptions { Threads = 2 }, static _ => true, static _ => { }, default);
        Sides = sink.Sides;
        Report = summary.Reports.GetValueOrDefault(plan.Method.Declaration.Name) ?? new Dictionary<string, object>();
        return golden.TensorNames.ToDictionary(static name => name, name => MemoryMarshal.Cast<byte, float>(sink.Tensors[name]).ToArray());
    }

    /// <summary>Every tensor of the golden whose name is <paramref name="prefix"/> and the name of a merged one.</summary>
    public void Compare(IReadOnlyDictionary<string, float[]> actual, double tolerance, string prefix = "")
    {
        foreach (var name in golden.TensorNames)
            if (golden.Expected.TryGet(prefix + name, out _)) Compare(prefix + name, actual[name], tolerance);
    }

    public void Compare(string name, ReadOnlySpan<float> actual, double tolerance)
    {
        var expected = golden.Values(name);
        actual.Length.ShouldBe(expected.Length, name);
        for (var i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs((double)actual[i] - expected[i]) <= tolerance))
                Assert.Fail($"{golden.Name}: {name}[{i}] is {actual[i]:R}, expected {expected[i]:R}: {Math.Abs((double)actual[i] - expected[i]):E2} apart, allowed {tolerance:E1}");
        }

        _checked.Add(name);
    }

    /// <summary>Packed masks of a side file, <c>ACTUAL{NAME}</c> against the golden's <c>EXPECTED{NAME}</c>, bit for bit.</summary>
    public void CompareMasks(string file, string actual, string expected)
    {
        foreach (var name in golden.TensorNames)
            if (golden.Expected.TryGet(expected + name, out var tensor)) Compare(expected + name, Unpack(Sides[(file, actual + name)], tensor.Shape.Count), 0);
    }

    public void Compare(IReadOnlyList<double> actual, IReadOnlyList<double> expected, double tolerance)
    {
        actual.Count.ShouldBe(expected.Count);
        for (var i = 0; i < actual.Count; i++) actual[i].ShouldBe(expected[i], tolerance, golden.Name);
    }

    /// <summary>Nothing of the golden may be left unseen, but for what a test says.</summary>
    public void RequireAllSeen(params string[] ignoredPrefixes) =>
        golden.ExpectedNames.Where(name => !_checked.Contains(name) && !ignoredPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).ShouldBeEmpty(golden.Name);

    /// <summary>A mask's bits as 0 and 1.</summary>
    public static float[] Unpack(byte[] packed, long count) => [.. Enumerable.Range(0, (int)count).Select(i => (float)((packed[i >> 3] >> (i & 7)) & 1))];
}
