using System.Numerics;

namespace Sinter.Merging.Tests.Statistics;

public sealed class ExactSumTests
{
    [Fact]
    public void The_sum_of_numbers_of_all_sizes_is_the_exact_one_rounded()
    {
        var numbers = Numbers(2000).ToList();
        var sum = new ExactSum();
        foreach (var number in numbers) sum.Add(number);
        var exact = numbers.Aggregate(BigInteger.Zero, static (total, number) => total + Scaled(number));
        var expected = (double)(exact >> 1022) / Math.Pow(2, 52);
        sum.ToDouble().ShouldBe(expected, Math.Abs(expected) * 1e-15);
    }

    [Fact]
    public void Neither_order_nor_parts_change_a_bit()
    {
        var numbers = Numbers(999).ToArray();
        var forward = Add(numbers);
        Add([.. numbers.Reverse()]).ToDouble().ShouldBe(forward.ToDouble());
        Add([.. numbers.OrderBy(Math.Abs)]).ToDouble().ShouldBe(forward.ToDouble());
        var parts = Add(numbers[..100]);
        parts.Add(Add(numbers[100..700]));
        parts.Add(Add(numbers[700..]));
        parts.ToDouble().ShouldBe(forward.ToDouble());
    }

    [Fact]
    public void What_cancels_leaves_nothing_behind()
    {
        Add([1e300, 1, -1e300]).ToDouble().ShouldBe(1);
        Add([1e-300, 1e300, -1e300]).ToDouble().ShouldBe(1e-300);
        Add([-3.5, 1.25, 2.25]).ToDouble().ShouldBe(0);
        Add([double.Epsilon, double.Epsilon]).ToDouble().ShouldBe(2 * double.Epsilon);
        Add([-double.MaxValue]).ToDouble().ShouldBe(-double.MaxValue);
        Add([]).ToDouble().ShouldBe(0);
    }

    [Fact]
    public void A_number_that_is_none_shows()
    {
        Add([1, double.NaN]).ToDouble().ShouldBe(double.NaN);
        Add([1, double.PositiveInfinity]).ToDouble().ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void Workers_sums_come_together()
    {
        var sums = new WorkerSums(2, 3);
        for (var i = 0; i < 30; i++) sums.Add(i % 3, i % 2, i);
        sums.Totals().ShouldBe([210, 225]);
    }

    private static ExactSum Add(double[] numbers)
    {
        var sum = new ExactSum();
        foreach (var number in numbers) sum.Add(number);
        return sum;
    }

    // Integers in units of 2^-1074.
    private static BigInteger Scaled(double number)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = (bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
        var value = new BigInteger(mantissa) << Math.Max(0, exponent - 1);
        return bits < 0 ? -value : value;
    }

    private static IEnumerable<double> Numbers(int count)
    {
        var state = 12345UL;
        for (var i = 0; i < count; i++)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            yield return Math.ScaleB(((state >> 11) / (double)(1UL << 53)) - 0.4, (int)((state >> 3) % 60) - 30);
        }
    }
}
