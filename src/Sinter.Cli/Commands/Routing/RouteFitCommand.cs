using System.CommandLine;
using System.Globalization;
using Sinter.Data;
using Sinter.Learning;
using Sinter.Routing;
using Sinter.Training;

namespace Sinter.Cli;

/// <summary><c>sinter route fit --base B --expert NAME=DIR ... --data ... --out DIR</c>.</summary>
internal sealed class RouteFitCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Option<string> _base = new("--base") { HelpName = "MODEL", Description = "The folder of the base.", Required = true };
    private readonly ExpertFolders _experts;
    private readonly Option<string?> _output = CommonOptions.Out("The folder to make.");
    private readonly AdaptationPictures _pictures;
    private readonly ShiftOptions _shift;
    private readonly FitSettings _settings;
    private readonly Option<int?> _rank = CommonOptions.Number("--rank", [], "N", "Cut the task vectors to this rank after the fit: smaller and faster [default: full].", 1, 1 << 16);
    private readonly Option<double?> _energy = CommonOptions.Real("--energy", "SHARE", "Cut each matrix of the task vectors to the rank that keeps this share of its sum of squares, for example 0.95.");
    private readonly Option<string?> _state = new("--state") { HelpName = "DIR", Description = "Folder that keeps an unfinished fit, so that the same command goes on with it [default: OUT.fit]." };
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public RouteFitCommand(Terminal terminal, Interruption interruption)
        : base("fit", "Fit a routed model on unlabelled pictures.")
    {
        (_terminal, _interruption) = (terminal, interruption);
        Add(_base);
        _experts = new ExpertFolders(this);
        Add(_output);
        _pictures = new AdaptationPictures(this, "Pictures to fit on, labels unused: NAME=TASK for the expert NAME, the name of a task or group whose experts are called alike, or a folder; may be repeated.", TaskSplit.Validation);
        _shift = new ShiftOptions(this, partly: true);
        _state.Validators.Add(CommonOptions.RefuseEmpty);
        foreach (var option in (Option[])[_rank, _energy, _state, _threads, _overwrite, _json, _quiet]) Add(option);
        _settings = new FitSettings(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        if (parsed.GetValue(_rank) is not null && parsed.GetValue(_energy) is not null) throw new UsageException("--rank and --energy both say where to cut the task vectors; give one.");
        var output = Path.TrimEndingDirectorySeparator(parsed.GetValue(_output) ?? throw new UsageException("--out is missing; name the folder to make."));
        ImageModel.RequireFree(output, parsed.GetValue(_overwrite));
        var experts = _experts.Find(parsed, _pictures.Names(parsed));
        var pictures = _pictures.Open(parsed, [.. experts.Select(static expert => expert.Name)]).ConvertAll(part => (_shift.Apply(parsed, part.Pictures), part.Task));
        var options = _settings.Options(parsed, pictures.TrueForAll(static part => part.Task >= 0));
        var state = parsed.GetValue(_state) ?? output + ".fit";
        using var model = ExpertSet.CreateModel(parsed.GetValue(_base)!, experts, options);
        using var workspace = new Workspace(parsed.GetValue(_threads) ?? 0);
        var set = new PictureSet(model, pictures, _pictures.Most(parsed));
        var quiet = parsed.GetValue(_quiet);
        var report = Meter.Run(_terminal, quiet, meter => RoutedFit.Run(model, set, options, workspace, state, meter, cancellation));
        if (parsed.GetValue(_rank) is { } rank) model.Truncate(rank);
        else if (parsed.GetValue(_energy) is { } energy) model.TruncateToEnergy(energy);
        if (Directory.Exists(output)) Directory.Delete(output, recursive: true);
        RoutedModelFiles.Save(model, output, options, report);
        if (parsed.GetValue(_state) is null && Directory.Exists(state)) Directory.Delete(state, recursive: true);
        if (parsed.GetValue(_json)) _terminal.Output.WriteLine(File.ReadAllText(Path.Combine(output, "routed.json")).TrimEnd());
        else if (!quiet) _terminal.Output.WriteLine(Summary(output, model, $"{set.Count} pictures{(_shift.Describe(parsed) is { Length: > 0 } shift ? $" ({shift})" : "")}", report));
        if (report.Collapsed)
            _terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"warning: the routed model puts {report.CollapseRatio:F1} times as many images of '{report.CollapsedTask}' into one class as its expert does: it has probably collapsed; start from belief or task ids, or raise --marginal."));
        return ExitCode.Done;
    }

    private static string Summary(string output, RoutedModel model, string pictures, FitReport report)
    {
        var information = report.Information is { } after ? string.Create(CultureInfo.InvariantCulture, $", information {report.InformationAtStart:F3} -> {after:F3}") : "";
        return $"made {output}: {model.Heads.Count} experts, {pictures}, start {Words.Kebab(report.Start)}{information}";
    }
}
