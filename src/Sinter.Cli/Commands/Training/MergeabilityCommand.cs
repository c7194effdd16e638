using System.CommandLine;
using System.Globalization;
using Sinter.Data;
using Sinter.Learning;
using Sinter.Training;

namespace Sinter.Cli;

/// <summary><c>sinter mergeability --base B --experts DIR --task T...</c>: whether a family of experts can be merged at all.</summary>
internal sealed class MergeabilityCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Option<string> _base = new("--base") { HelpName = "MODEL", Description = "The folder of the base.", Required = true };
    private readonly Option<string> _experts = new("--experts") { HelpName = "DIR", Description = "Folder of the experts' folders, one a task.", Required = true };
    private readonly Option<string[]> _tasks = new("--task") { HelpName = "TASK", Description = "A task's name or path, or a group of tasks (core8); may be repeated.", Required = true };
    private readonly Option<TaskSplit> _split = new("--split") { Description = "Which pictures; choose coefficients on validation pictures.", DefaultValueFactory = static _ => TaskSplit.Validation };

    private readonly Option<string?> _grid = new("--lambda")
    {
        HelpName = "L,L,...",
        Description = $"Coefficients of Task Arithmetic to try [default: {string.Join(',', Mergeability.Grid.Select(static value => value.ToString(CultureInfo.InvariantCulture)))}].",
    };

    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();
    private readonly DataOptions _data;

    public MergeabilityCommand(Terminal terminal, Interruption interruption)
        : base("mergeability", "Score base, experts, their average and Task Arithmetic: can this family be merged?")
    {
        (_terminal, _interruption) = (terminal, interruption);
        foreach (var option in (Option[])[_base, _experts, _tasks, _split, _grid]) Add(option);
        _data = new DataOptions(this);
        foreach (var option in (Option[])[_threads, _json, _quiet]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        var (catalog, splitting) = (_data.Catalog(parsed), _data.Splitting(parsed));
        IReadOnlyList<double> grid = parsed.GetValue(_grid) is { } text ? Parse(text) : Mergeability.Grid;
        using var origin = ImageModel.Open(parsed.GetValue(_base)!);
        List<FamilyMember> members = [];
        try
        {
            foreach (var task in parsed.GetValue(_tasks)!.SelectMany(TaskCatalog.Expand).Select(name => catalog.Open(name, splitting)))
                members.Add(new FamilyMember(task, ImageModel.Open(ExpertFolder.Of(parsed.GetValue(_experts)!, task.Name))));
            using var workspace = new Workspace(parsed.GetValue(_threads) ?? 0);
            var report = Meter.Run(_terminal, parsed.GetValue(_quiet), meter => Mergeability.Measure(origin, members, parsed.GetValue(_split), grid, workspace, meter, cancellation));
            if (parsed.GetValue(_json)) Json.Write(_terminal, writer => FamilyText.WriteJson(writer, report));
            else FamilyText.Write(_terminal, report);
        }
        finally
        {
            foreach (var member in members) member.Expert.Dispose();
        }

        return ExitCode.Done;
    }

    private static double[] Parse(string text)
    {
        var values = text.Split(',').Select(static part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : double.NaN).ToArray();
        if (values.Any(double.IsNaN) || values.Zip(values.Skip(1)).Any(static pair => pair.Second <= pair.First))
            throw new UsageException($"--lambda is '{text}'; expected ascending numbers with commas between, for example 0.1,0.2,0.3.");
        return values;
    }
}
