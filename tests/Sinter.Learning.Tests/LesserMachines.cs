using Sinter.Testing;

namespace Sinter.Learning.Tests;

[Trait("Category", "Kernel")]
public class LesserMachines
{
    [Theory]
    [InlineData("AVX512")]
    [InlineData("AVX2")]
    [InlineData("HWIntrinsic")]
    public void Kernel_tests_pass_without(string instructionSet) => InstructionSets.RunKernelTestsWithout(instructionSet, typeof(LesserMachines).Assembly);
}
