using Sinter.Merging;

namespace Sinter.Cli.Tests;

public class PlainMeterTests
{
    [Fact]
    public void Quick_work_leaves_no_line()
    {
        var (meter, clock, text) = Create();
        for (var i = 0; i < 19; i++)
        {
            meter.Report(new MergeProgress(MergePhase.Merging, i, 20, "a"));
            clock.Advance(0.1);
        }

        text.ToString().ShouldBeEmpty();
    }

    [Fact]
    public void Long_work_leaves_a_line_every_other_second()
    {
        var (meter, clock, text) = Create();
        for (var i = 0; i < 45; i++)
        {
            clock.Advance(0.1);
            meter.Report(new MergeProgress(MergePhase.Statistics, i * 1_000_000, 45_000_000, "a"));
        }

        text.ToString().ShouldBe("gathering statistics: 42 % (19.0 MB of 45.0 MB)\ngathering statistics: 86 % (39.0 MB of 45.0 MB)\n");
    }

    [Fact]
    public void Shares_without_amounts_are_shown_as_such()
    {
        var (meter, clock, text) = Create();
        clock.Advance(3);
        meter.Of("reading model").Report(0.999);
        text.ToString().ShouldBe("reading model: 99 %\n");
    }

    private static (PlainMeter Meter, ManualClock Clock, StringWriter Text) Create()
    {
        var clock = new ManualClock();
        var text = new StringWriter { NewLine = "\n" };
        return (new PlainMeter(text, clock), clock, text);
    }

    private sealed class ManualClock : TimeProvider
    {
        private long _milliseconds;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _milliseconds;

        public void Advance(double seconds) => _milliseconds += (long)(seconds * 1000);
    }
}
