using System.Runtime.InteropServices;

namespace Sinter.Cli;

/// <summary>Ctrl-C and a polite kill ask the running command to stop; asked a second time, the process ends at once.</summary>
internal sealed class Interruption(CancellationToken outer) : IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(outer);
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>Starts to listen, for a command that takes time.</summary>
    public CancellationToken Listen()
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        return _source.Token;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        if (_source.IsCancellationRequested) return;
        signal.Cancel = true;
        _source.Cancel();
    }
}
