using FsCheck;
using FsCheck.Fluent;

namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public class OrderStatisticsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1001)]
    [InlineData(32_768)]
    [InlineData(32_769)]
    [InlineData(100_000)]
    public void Quantiles_are_those_of_the_sorted_numbers(int count)
    {
        foreach (var values in new[] { Samples.Normal(count, 1), Samples.BFloat16Differences(count, 2), Samples.FewValues(count, 3, 0, -0f, 1, -1, float.NegativeInfinity) })
        {
            double[] quantiles = [0, 0.001, 0.25, 0.5, 0.75, 1];
            using var statistics = new OrderStatistics(count, quantiles, workers: 2);
            var passes = 0;
            for (; statistics.NeedsPass; passes++)
            {
                statistics.Accumulate(1, values.AsSpan(0, count / 3));
                statistics.Accumulate(0, values.AsSpan(count / 3));
                statistics.CompletePass();
            }

            passes.ShouldBe(count <= 32_768 ? 1 : 2);
            Array.Sort(values);
            for (var i = 0; i < quantiles.Length; i++) statistics[i].ShouldBe(Reference(values, quantiles[i]));
        }
    }

    [Fact]
    public void The_median_of_any_numbers_is_in_their_middle() => Check.QuickThrowOnFailure(
        Prop.ForAll<NormalFloat[]>(numbers =>
        {
            float[] values = [.. numbers.Select(static number => (float)number.Get)];
            return values.Length == 0 || OrderStatistics.Quantile(values, 0.5).Equals(Reference([.. values.Order()], 0.5));
        }));

    [Fact]
    public void A_quantile_outside_0_to_1_and_an_empty_set_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => OrderStatistics.Quantile([1], 1.01));
        Should.Throw<ArgumentOutOfRangeException>(() => OrderStatistics.Quantile([1], double.NaN));
        Should.Throw<ArgumentOutOfRangeException>(() => OrderStatistics.Quantile([], 0.5));
    }

    private static double Reference(float[] sorted, double quantile)
    {
        var position = quantile * (sorted.Length - 1);
        double below = sorted[(int)Math.Floor(position)], above = sorted[(int)Math.Ceiling(position)];
        return below == above ? below : below + ((position - Math.Floor(position)) * (above - below));
    }
}
