using Sinter.Tensors;

namespace Sinter.Learning.Tests.Interpolation;

[Trait("Category", "Kernel")]
public unsafe class InterpolationKernelTests
{
    public static TheoryData<int, int, int> Cases
    {
        get
        {
            var data = new TheoryData<int, int, int>();
            foreach (var tasks in new[] { 1, 3, 4, 5, 9 })
                foreach (var samples in new[] { 1, 4, 6 })
                    foreach (var count in new[] { 1, 15, 33, 4096, 5003 }) data.Add(tasks, samples, count);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Merged_weights_have_the_bits_of_the_plain_loop(int tasks, int samples, int count)
    {
        var (stride, width) = (count + 5, tasks + 1);
        var (stack, coefficients) = (Normal((tasks + 1) * stride, 1), Normal(samples * width, 2));
        var merged = new float[samples * stride];
        fixed (float* s = stack, c = coefficients, m = merged) MergeKernel.Merge(s, stride, tasks, c, width, samples, m, stride, count);
        for (var sample = 0; sample < samples; sample++)
        {
            for (var i = 0; i < count; i++)
            {
                var expected = stack[i];
                for (var k = 0; k < tasks; k++) expected = MathF.FusedMultiplyAdd(stack[((k + 1) * stride) + i], coefficients[(sample * width) + k], expected);
                BitConverter.SingleToInt32Bits(merged[(sample * stride) + i]).ShouldBe(BitConverter.SingleToInt32Bits(expected), $"sample {sample}, element {i}");
            }

            merged.AsSpan((sample * stride) + count, 5).ToArray().ShouldAllBe(static value => value == 0, "nothing is written behind a row");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_of_coefficients_are_the_dot_products(int tasks, int samples, int count)
    {
        var (stride, width) = (count + 5, tasks + 1);
        var (stack, weightGradient, gradient) = (Normal((tasks + 1) * stride, 3), Normal(samples * stride, 4), Normal(samples * width, 5));
        float[] before = [.. gradient];
        fixed (float* s = stack, w = weightGradient, g = gradient) ContractKernel.Contract(s, stride, tasks, w, stride, samples, g, width, count);
        for (var sample = 0; sample < samples; sample++)
        {
            for (var k = 0; k < tasks; k++)
            {
                double expected = before[(sample * width) + k], magnitudes = Math.Abs(expected);
                for (var i = 0; i < count; i++)
                {
                    var product = (double)weightGradient[(sample * stride) + i] * stack[((k + 1) * stride) + i];
                    expected += product;
                    magnitudes += Math.Abs(product);
                }

                // Within blocks of 4096 products float32 lanes add up: up to 4096 additions of one lane where there are no vectors.
                ((double)gradient[(sample * width) + k]).ShouldBe(expected, 1e-5 * magnitudes);
            }

            gradient[(sample * width) + tasks].ShouldBe(before[(sample * width) + tasks]);
        }
    }

    private static float[] Normal(int count, int seed)
    {
        var values = new float[count];
        new Philox(seed, "interpolation kernels").FillNormal(0, values);
        return values;
    }
}
