using Sinter.Tensors;

namespace Sinter.Merging.Tests.Methods;

[Trait("Category", "Kernel")]
public sealed class RowRanksTests
{
    [Theory]
    [InlineData(2, 0)]
    [InlineData(64, 0)]
    [InlineData(65, 0)]
    [InlineData(200, 8)]
    [InlineData(66, 4)]
    [InlineData(67, 8)]
    [InlineData(1023, 30)]
    [InlineData(1025, 5)]
    [InlineData(2048, 300)]
    [InlineData(3000, 0)]
    [InlineData(3000, 8)]
    [InlineData(3001, 500)]
    [InlineData(20_000, 40)]
    public void Without_sorting_the_same_elements_are_kept_as_with_it(int length, int steps)
    {
        var random = new Philox(length + steps, "rows");
        var (row, uniforms) = (new float[length], new float[length]);
        random.FillUniform(0, row);
        random.FillUniform(length, uniforms);
        for (var i = 0; i < length; i++)
        {
            // Of both signs, over many octaves; with steps of few distinct values, exact zeros among them.
            var value = (row[i] - 0.5f) * MathF.Pow(2, -(i % 12));
            row[i] = steps == 0 ? value : MathF.Round(value * steps) / steps;
        }

        var (exact, quick) = (new float[length], new float[length]);
        var ranks = new RowRanks(length);
        ranks.FillExact(row, 0.35f, 0.15f, exact);
        ranks.Fill(row, uniforms, 0.35f, 0.15f, quick);
        for (var i = 0; i < length; i++)
            if (row[i] != 0) (uniforms[i] < quick[i]).ShouldBe(uniforms[i] < exact[i], $"element {i}: {row[i]}");
        exact.Min().ShouldBe(0.35f);
        exact.Max().ShouldBe(0.65f, 1e-6f);
    }
}
