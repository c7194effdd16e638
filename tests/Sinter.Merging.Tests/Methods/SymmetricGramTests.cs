using Sinter.Tensors;

namespace Sinter.Merging.Tests.Methods;

public sealed unsafe class SymmetricGramTests
{
    [Theory]
    [InlineData(5, 3)]
    [InlineData(256, 7)]
    [InlineData(700, 20)]
    public void Products_with_the_packed_matrix_equal_those_with_the_square(int order, int rows)
    {
        using var workspace = new MatrixWorkspace();
        using var gram = new SymmetricGram(order);
        using var twice = new SymmetricGram(order);
        float[] a = Numbers(rows * order, 1), x = Numbers(4 * order, 2), square = new float[order * order], expected = new float[4 * order], actual = new float[4 * order];
        MatrixProduct.Multiply(true, false, order, order, rows, a, order, a, order, false, square, order, workspace);
        MatrixProduct.Multiply(false, false, 4, order, order, x, order, square, order, false, expected, order, workspace);
        fixed (float* pa = a, px = x, pc = actual, ps = square)
        {
            gram.AddProduct(pa, rows, workspace);
            gram.Multiply(px, 4, pc, workspace);
            for (var i = 0; i < expected.Length; i++) actual[i].ShouldBe(expected[i], 1e-3f);

            twice.Add(ps);
            twice.AddProduct(pa, rows, workspace);
            twice.Multiply(px, 4, pc, workspace);
            for (var i = 0; i < expected.Length; i++) actual[i].ShouldBe(2 * expected[i], 2e-3f);
        }
    }

    private static float[] Numbers(int count, uint state)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++)
        {
            state = (state * 1664525) + 1013904223;
            numbers[i] = ((state >> 8) / 16777216f) - 0.5f;
        }

        return numbers;
    }
}
