using System.CommandLine;
using System.Globalization;
using Sinter.Data;
using Sinter.Routing;

namespace Sinter.Cli;

/// <summary><c>sinter route predict MODEL IMAGES...</c>: class, probability, uncertainty, and the weights each picture was given.</summary>
internal sealed class RoutePredictCommand : Command
{
    private const int BatchSize = 32;
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Argument<string> _model = CommonOptions.Path("MODEL", "The folder of the routed model.");
    private readonly Argument<string[]> _images = new("IMAGES") { Description = "PNG or JPEG files, or folders of them.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _task = new("--task") { HelpName = "NAME", Description = "The expert whose classes are meant [default: any]." };
    private readonly RunSettings _run;
    private readonly Option<bool> _json = CommonOptions.Json();

    public RoutePredictCommand(Terminal terminal, Interruption interruption)
        : base("predict", "Classify pictures: class, probability, uncertainty, and the weights each was given.")
    {
        (_terminal, _interruption) = (terminal, interruption);
        _images.Validators.Add(CommonOptions.RefuseEmpty);
        Add(_model);
        Add(_images);
        Add(_task);
        _run = new RunSettings(this);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        using var model = RoutedModelFiles.Load(parsed.GetValue(_model)!);
        using var workspace = _run.Workspace(parsed);
        using var inference = _run.Inference(parsed, model, workspace);
        var names = model.Heads.Select(static head => head.Name).ToList();
        int? task = parsed.GetValue(_task) is { } name ? names.IndexOf(name) : null;
        if (task < 0) throw new UsageException($"--task is '{parsed.GetValue(_task)}'; the model's experts are {string.Join(", ", names)}.");
        var files = parsed.GetValue(_images)!.Select(static path => Directory.Exists(path) ? FileImageSet.OfFolder(path) : new FileImageSet(path, [], [], [path])).ToList();
        var set = new PictureSet(model, [.. files.Select(static pictures => ((ImageSet)pictures, -1))]);
        var rows = new List<RoutedPrediction>();
        foreach (var batch in Enumerable.Range(0, set.Count).Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            rows.AddRange(RoutedPrediction.Of(model, inference, set, batch, task, workspace));
        }

        if (parsed.GetValue(_json)) WriteJson(rows, model);
        else WriteText(rows, names);
        return ExitCode.Done;
    }

    private void WriteText(List<RoutedPrediction> rows, List<string> names)
    {
        var table = new TextTable().Column("picture").Column("task").Column("class").Column("probability", right: true).Column("uncertainty", right: true);
        foreach (var name in names) table.Column(name, right: true);
        foreach (var row in rows) table.Row([row.Picture, row.Task, row.Class, Number(row.Probability), Number(row.Uncertainty), .. row.MeanWeights.Select(static w => Number(w))]);
        table.Write(_terminal);

        static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
    }

    private void WriteJson(List<RoutedPrediction> rows, RoutedModel model) => Json.Write(_terminal, json =>
    {
        json.WriteStartArray();
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteString("picture", row.Picture);
            json.WriteString("task", row.Task);
            json.WriteString("class", row.Class);
            json.WriteFinite("probability", row.Probability);
            json.WriteFinite("uncertainty", row.Uncertainty);
            json.WriteStartObject("weights");
            for (var k = 0; k < model.Heads.Count; k++) json.WriteNumbers(model.Heads[k].Name, row.Weights(k));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
