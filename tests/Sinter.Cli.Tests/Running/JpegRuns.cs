namespace Sinter.Cli.Tests;

/// <summary>Runs that need libturbojpeg.</summary>
internal static class JpegRuns
{
    /// <summary>The command succeeded; where it says that libturbojpeg is missing, the test is skipped.</summary>
    public static CommandRun ShouldBeDoneOrLackJpeg(this CommandRun run)
    {
        Assert.SkipWhen(run.ExitCode == 2 && run.Error.Contains("libturbojpeg, which is not installed", StringComparison.Ordinal), "libturbojpeg is not installed (apt-get install libturbojpeg0).");
        return run.ShouldBeDone();
    }
}
