using System.CommandLine;
using Sinter.Data;

namespace Sinter.Cli;

/// <summary><c>sinter data [TASK...]</c>: what tasks hold, or which there are.</summary>
internal sealed class DataCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Argument<string[]> _tasks = new("TASK") { Description = "A task's name, a path, procedural:NAME, core8, unseen or procedural.", Arity = ArgumentArity.ZeroOrMore };
    private readonly DataOptions _data;
    private readonly Option<int?> _probe = CommonOptions.Number("--probe", [], "N", "How far a linear model gets on N training pictures: on pixels, and on a fixed layer of filters.", 1, 100_000);
    private readonly Option<string?> _sheet = new("--sheet") { HelpName = "FILE", Description = "Write examples of the training pictures as PNG, a row a class." };
    private readonly Option<bool> _json = CommonOptions.Json();

    public DataCommand(Terminal terminal)
        : base("data", "Show what tasks hold: parts, sizes, classes, hashes; without a name, list the tasks.")
    {
        _terminal = terminal;
        _tasks.Validators.Add(CommonOptions.RefuseEmpty);
        _sheet.Validators.Add(CommonOptions.RefuseEmpty);
        Add(_tasks);
        _data = new DataOptions(this);
        foreach (var option in (Option[])[_probe, _sheet, _json]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var (catalog, json) = (_data.Catalog(parsed), parsed.GetValue(_json));
        var names = parsed.GetValue(_tasks)!;
        if (names.Length == 0)
        {
            if (json) Json.Write(_terminal, writer => DataJson.WriteCatalog(writer, catalog));
            else DataText.WriteCatalog(_terminal, catalog);
            return ExitCode.Done;
        }

        var tasks = names.SelectMany(TaskCatalog.Expand).Select(name => catalog.Open(name, _data.Splitting(parsed) with { ProceduralPictures = parsed.GetValue(_probe) })).ToList();
        var listings = tasks.ConvertAll(task => TaskListing.Of(task, parsed.GetValue(_probe)));
        if (parsed.GetValue(_sheet) is { } sheet) ImageFile.WritePng(sheet, ContactSheet.Stack([.. tasks.Select(static task => ContactSheet.Draw(task.Open(task.Parts[0])))]));
        DataOptions.ListSkipped(_terminal, tasks);
        if (json) Json.Write(_terminal, writer => DataJson.Write(writer, listings));
        else DataText.Write(_terminal, listings);
        return ExitCode.Done;
    }
}
