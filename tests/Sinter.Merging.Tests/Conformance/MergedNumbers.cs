using System.Runtime.InteropServices;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Conformance;

/// <summary>The results of every method in a file, so that a child process without some instructions can compare its own.</summary>
internal static class MergedNumbers
{
    /// <summary>The environment variable that tells a child process where they are.</summary>
    public const string FileVariable = "SINTER_TESTS_MERGED_NUMBERS";

    /// <summary>Merges with every method and writes the numbers.</summary>
    public static void Write(string path)
    {
        using var file = File.Create(path);
        foreach (var (_, values) in Merge()) file.Write(MemoryMarshal.AsBytes<float>(values));
    }

    /// <summary>Every method's merged tensors.</summary>
    public static IEnumerable<(string Name, float[] Values)> Merge()
    {
        foreach (var setup in MethodSetup.All)
        {
            using var plan = setup.Plan([.. Enumerable.Range(1, setup.Models)]);
            var merged = TestPlan.Run(plan);
            foreach (var tensor in plan.Tensors.Where(static tensor => tensor.Action is TensorAction.Merge)) yield return ($"{setup}: {tensor.Name}", merged[tensor.Name]);
        }
    }
}
