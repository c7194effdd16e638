using Spectre.Console;

namespace Sinter.Cli;

/// <summary>Bars on a terminal, removed when the work ends.</summary>
internal sealed class LiveMeter : Meter
{
    private readonly ProgressContext _context;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ProgressTask> _bars = [];

    private LiveMeter(ProgressContext context) => _context = context;

    public static T Run<T>(Terminal terminal, Func<Meter, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => work(new LiveMeter(context)));
    }

    public override void Show(string what, double share, string detail)
    {
        lock (_gate)
        {
            if (!_bars.TryGetValue(what, out var bar)) _bars.Add(what, bar = _context.AddTask(Markup.Escape(what), maxValue: 1));
            bar.Value = share;
            if (detail.Length > 0) bar.Description = Markup.Escape($"{what} ({detail})");
        }
    }
}
