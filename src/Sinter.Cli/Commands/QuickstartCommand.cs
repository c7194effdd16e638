using System.CommandLine;
using System.Globalization;
using Sinter.Evaluation;

namespace Sinter.Cli;

/// <summary><c>sinter quickstart [DIR]</c>: everything, on drawn pictures.</summary>
internal sealed class QuickstartCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Argument<string> _folder = new("DIR") { Description = "The folder to make.", DefaultValueFactory = static _ => "quickstart" };
    private readonly Option<long?> _seed = CommonOptions.Number("--seed", [], "N", "Seed of everything random [default: 0].", 0, long.MaxValue);
    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public QuickstartCommand(Terminal terminal, Interruption interruption)
        : base("quickstart", "Train a tiny base and four experts on drawn pictures, merge them in every way, and show who holds up.")
    {
        (_terminal, _interruption) = (terminal, interruption);
        _folder.Validators.Add(CommonOptions.RefuseEmpty);
        Add(_folder);
        foreach (var option in (Option[])[_seed, _overwrite, _threads, _json, _quiet]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        var folder = parsed.GetValue(_folder)!;
        // Only what an earlier quickstart made is replaced: the report tells it.
        if (parsed.GetValue(_overwrite) && File.Exists(Path.Combine(folder, "recipes", "average.yml"))) Directory.Delete(folder, recursive: true);
        var settings = new QuickstartSettings { Seed = parsed.GetValue(_seed) ?? 0, Threads = parsed.GetValue(_threads) ?? 0 };
        var result = Meter.Run(_terminal, parsed.GetValue(_quiet), meter => QuickstartRun.Run(settings, folder, meter, cancellation), PlainMeter.LongInterval / 3);
        if (parsed.GetValue(_json)) _terminal.Output.WriteLine(File.ReadAllText(Path.Combine(folder, "report.json")).TrimEnd());
        else if (!parsed.GetValue(_quiet)) Write(result);
        return ExitCode.Done;
    }

    private void Write(QuickstartResult result)
    {
        var table = new TextTable().Column("method");
        foreach (var column in result.Table.Columns) table.Column(column, right: true);
        table.Column("given");
        foreach (var row in result.Table.Rows) table.Row([row.Method, .. row.Values.Select(MethodTable.Percent), row.Note]);
        table.Write(_terminal);
        var output = _terminal.Output;
        output.WriteLine();
        output.WriteLine($"{result.Table.Title}. {result.Table.Caption}.");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"uncertainty tells unseen tasks from seen ones: AUROC {result.UnseenAuroc:0.00}{(result.Collapsed ? "; the collapse alarm rang" : "")}"));
        output.WriteLine($"page: {result.Page}");
    }
}
