using System.CommandLine;

namespace Sinter.Cli;

/// <summary><c>sinter bench</c>: what things cost on this machine.</summary>
internal sealed class BenchCommand : Command
{
    public BenchCommand(Terminal terminal, Interruption interruption)
        : base("bench", "Measure what things cost on this machine.") => Add(new BenchRoutingCommand(terminal, interruption));
}
