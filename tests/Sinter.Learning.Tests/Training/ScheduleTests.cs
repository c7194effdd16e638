namespace Sinter.Learning.Tests;

public class ScheduleTests
{
    [Fact]
    public void A_warm_up_rises_in_equal_steps_to_the_peak()
    {
        var schedule = Schedule.Cosine(0.8, 20, warmup: 4);
        Enumerable.Range(0, 5).Select(schedule.Rate).ShouldBe([0.2, 0.4, 0.6, 0.8, 0.8], 1e-12);
    }

    [Fact]
    public void A_cosine_is_half_way_down_in_the_middle_and_zero_from_the_end_on()
    {
        var schedule = Schedule.Cosine(0.8, 24, warmup: 4);
        schedule.Rate(14).ShouldBe(0.4, 1e-12);
        schedule.Rate(9).ShouldBe(0.4 * (1 + Math.Sqrt(0.5)), 1e-12);
        schedule.Rate(24).ShouldBe(0);
        schedule.Rate(1000).ShouldBe(0);
    }

    [Fact]
    public void A_line_falls_evenly()
    {
        var schedule = Schedule.Linear(1, 4);
        Enumerable.Range(0, 6).Select(schedule.Rate).ShouldBe([1, 0.75, 0.5, 0.25, 0, 0], 1e-12);
    }

    [Fact]
    public void A_constant_stays() => Schedule.Constant(0.3, warmup: 2).Rate(1_000_000).ShouldBe(0.3);

    [Fact]
    public void A_warm_up_longer_than_the_run_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => Schedule.Linear(1, 3, warmup: 4));

    [Fact]
    public void A_trapezoid_stays_at_its_peak_until_the_cool_down()
    {
        var schedule = Schedule.Trapezoid(0.8, total: 100, warmup: 10, cooldown: 20);
        schedule.Rate(4).ShouldBe(0.4, 1e-12);
        schedule.Rate(10).ShouldBe(0.8);
        schedule.Rate(80).ShouldBe(0.8);
        schedule.Rate(85).ShouldBe(0.8 * (1 - Math.Sqrt(0.25)), 1e-9);
        schedule.Rate(99).ShouldBeInRange(0, 0.03);
        schedule.Rate(100).ShouldBe(0);
    }

    [Fact]
    public void A_longer_trapezoid_repeats_a_shorter_one_up_to_its_cool_down()
    {
        var shorter = Schedule.Trapezoid(0.8, total: 100, warmup: 10, cooldown: 20);
        var longer = Schedule.Trapezoid(0.8, total: 300, warmup: 10, cooldown: 40);
        for (var step = 0; step <= 80; step++) longer.Rate(step).ShouldBe(shorter.Rate(step));
    }
}
