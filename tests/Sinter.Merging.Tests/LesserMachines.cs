using Sinter.Merging.Tests.Conformance;
using Sinter.Testing;

namespace Sinter.Merging.Tests;

public class LesserMachines
{
    [Theory]
    [InlineData("AVX512")]
    [InlineData("AVX2")]
    [InlineData("HWIntrinsic")]
    public void Merges_give_the_same_results_without(string instructionSet)
    {
        using var folder = new TemporaryFolder();
        MergedNumbers.Write(folder["expected"]);
        Environment.SetEnvironmentVariable(MergedNumbers.FileVariable, folder["expected"]);
        InstructionSets.RunClassWithout(instructionSet, typeof(SameNumbersTests));
    }
}
