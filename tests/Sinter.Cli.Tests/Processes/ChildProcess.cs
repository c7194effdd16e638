using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sinter.Cli.Tests;

/// <summary>A program in a process of its own, with piped output.</summary>
internal sealed class ChildProcess : IDisposable
{
    public const int Interrupt = 2;
    public const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ChildProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts the command that was built with the tests.</summary>
    public static ChildProcess Sinter(params string[] arguments) => Start(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "sinter.exe" : "sinter"), arguments);

    /// <summary>Starts a program.</summary>
    public static ChildProcess Start(string program, params string[] arguments) =>
        new(Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!);

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Sends it a signal.</summary>
    public void Signal(int signal) => Kill(_process.Id, signal).ShouldBe(0);

    /// <summary>Waits for its end.</summary>
    public CommandRun Wait()
    {
        if (!_process.WaitForExit(Patience))
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"{_process.StartInfo.FileName} did not end within {Patience}; it said: {_error.Result}");
        }

        return new CommandRun(_process.ExitCode, _output.Result, _error.Result);
    }

    /// <summary>Waits until something is the case while the program runs.</summary>
    public async Task WaitUntil(Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (HasEnded) Assert.Fail($"the program ended before {what}: {Wait().Error}");
            if (clock.Elapsed > Patience) Assert.Fail($"{what} did not happen within {Patience}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
