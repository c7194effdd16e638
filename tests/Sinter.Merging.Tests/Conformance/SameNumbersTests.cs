using System.Runtime.InteropServices;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Conformance;

/// <summary>Runs in the child processes of <see cref="LesserMachines"/>, on other vectors than the process that wrote the expected numbers.</summary>
public sealed class SameNumbersTests
{
    // Sums over a tensor round differently in vectors of another width; a bfloat16 result may then fall to the other side.
    private const float Tolerance = 1f / 128;
    private const double LargestShare = 1e-4;

    [Fact]
    public void Merges_equal_those_of_a_machine_with_all_instructions()
    {
        var expected = Expected();
        long place = 0, apart = 0;
        foreach (var (name, values) in MergedNumbers.Merge())
        {
            foreach (var value in values)
            {
                var other = expected[(int)place++];
                if (Math.Abs(value - other) > 2e-6f * Math.Max(1, Math.Abs(other))) apart++;
                Math.Abs(value - other).ShouldBeLessThanOrEqualTo(Tolerance * Math.Abs(other) + 2e-6f, name);
            }
        }

        place.ShouldBe(expected.Length);
        ((double)apart / place).ShouldBeLessThan(LargestShare);
    }

    [Fact]
    public void The_numbers_are_not_all_equal() => Expected().Distinct().Count().ShouldBeGreaterThan(1000);

    private static float[] Expected()
    {
        var path = Environment.GetEnvironmentVariable(MergedNumbers.FileVariable);
        Assert.SkipWhen(path is null || !InstructionSets.IsChild, "Runs in the child processes of LesserMachines.");
        return MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path!)).ToArray();
    }
}
