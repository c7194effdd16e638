using Sinter.Testing;

namespace Sinter.Merging.Tests;

[Trait("Category", "Kernel")]
public class LesserKernels
{
    [Theory]
    [InlineData("AVX512")]
    [InlineData("AVX2")]
    [InlineData("HWIntrinsic")]
    public void Kernel_tests_pass_without(string instructionSet) => InstructionSets.RunKernelTestsWithout(instructionSet, typeof(LesserKernels).Assembly);
}
