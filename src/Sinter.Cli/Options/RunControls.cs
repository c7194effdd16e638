using System.CommandLine;
using Sinter.Training;

namespace Sinter.Cli;

/// <summary>How a training run is carried out.</summary>
internal sealed class RunControls
{
    private readonly Option<string?> _state = new("--state") { HelpName = "DIR", Description = "Folder that keeps an unfinished run, so that the same command goes on with it [default: OUT.run]." };
    private readonly Option<bool> _keep = new("--keep-state") { Description = "Keep that folder when the run is done; a longer run can go on from the end of its plateau." };
    private readonly Option<int?> _threads = CommonOptions.Threads();

    public RunControls(Command command)
    {
        _state.Validators.Add(CommonOptions.RefuseEmpty);
        command.Add(_state);
        command.Add(_keep);
        command.Add(_threads);
    }

    public RunOptions Options(ParseResult parsed, string output, Meter? meter) => new()
    {
        Threads = parsed.GetValue(_threads) ?? 0,
        StateFolder = parsed.GetValue(_state) ?? Path.TrimEndingDirectorySeparator(output) + ".run",
        KeepState = parsed.GetValue(_keep),
        Progress = meter,
    };
}
