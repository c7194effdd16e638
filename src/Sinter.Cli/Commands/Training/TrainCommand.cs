using System.CommandLine;

namespace Sinter.Cli;

/// <summary><c>sinter train base|expert</c>.</summary>
internal sealed class TrainCommand : Command
{
    public TrainCommand(Terminal terminal, Interruption interruption)
        : base("train", "Train a base on pictures, or an expert from a base.")
    {
        Add(new TrainBaseCommand(terminal, interruption));
        Add(new TrainExpertCommand(terminal, interruption));
    }
}
