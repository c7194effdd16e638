using System.CommandLine;
using Sinter.Data;
using Sinter.Routing;

namespace Sinter.Cli;

/// <summary><c>sinter route eval MODEL --data ...</c>: how good a routed model is, beside its experts and their average.</summary>
internal sealed class RouteEvalCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Interruption _interruption;
    private readonly Argument<string> _model = CommonOptions.Path("MODEL", "The folder of the routed model.");
    private readonly AdaptationPictures _pictures;
    private readonly RunSettings _run;
    private readonly Option<bool> _compare = new("--compare") { Description = "Also score the base, each expert, their average and the router's mean mixture." };
    private readonly Option<string[]> _unseen = new("--unseen") { HelpName = "TASK", Description = "Pictures of other tasks: how much more uncertain they are (AUROC); may be repeated." };
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public RouteEvalCommand(Terminal terminal, Interruption interruption)
        : base("eval", "Score a routed model on labelled pictures.")
    {
        (_terminal, _interruption) = (terminal, interruption);
        Add(_model);
        _pictures = new AdaptationPictures(this, "Labelled pictures: NAME=TASK for the expert NAME, or the name of a task or group whose experts are called alike; may be repeated.", TaskSplit.Test);
        _run = new RunSettings(this);
        foreach (var option in (Option[])[_compare, _unseen, _json, _quiet]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var cancellation = _interruption.Listen();
        using var model = RoutedModelFiles.Load(parsed.GetValue(_model)!);
        using var workspace = _run.Workspace(parsed);
        using var inference = _run.Inference(parsed, model, workspace);
        var tasks = _pictures.Open(parsed, [.. model.Heads.Select(static head => head.Name)]).Select(part => new PictureSet(model, [part], _pictures.Most(parsed))).ToList();
        var unseen = (parsed.GetValue(_unseen) ?? []).Select(name => new PictureSet(model, [.. _pictures.Named(parsed, name).Select(static set => (set, -1))], _pictures.Most(parsed))).ToList();
        var rows = Meter.Run(_terminal, parsed.GetValue(_quiet), meter => tasks.Select((set, i) =>
        {
            meter?.Show("scoring", (double)i / tasks.Count, "");
            var score = RoutedEvaluation.Score(model, inference, set, workspace, cancellation);
            var others = parsed.GetValue(_compare) ? Others(model, set).Select(other => (other.Name, RoutedEvaluation.ScoreStatic(model, other.Coefficients, set, workspace, cancellation))).ToList() : [];
            return (Score: score, Others: others);
        }).ToList());
        double[] known = [.. rows.SelectMany(static row => row.Score.Uncertainties)];
        var strange = unseen.Select((set, i) => (Name: parsed.GetValue(_unseen)![i], Auroc: UncertaintyMetrics.Auroc(known, RoutedEvaluation.Uncertainties(model, set, workspace, cancellation)))).ToList();
        if (parsed.GetValue(_json)) RouteReport.WriteJson(_terminal, rows, strange);
        else RouteReport.WriteText(_terminal, rows, strange);
        return ExitCode.Done;
    }

    private static IEnumerable<(string Name, float[] Coefficients)> Others(RoutedModel model, PictureSet set)
    {
        var experts = model.Heads.Count;
        yield return ("base", new float[experts]);
        yield return ("expert", [.. Enumerable.Range(0, experts).Select(k => k == set.TaskOf(0) ? 1f : 0)]);
        yield return ("average", [.. Enumerable.Repeat(1f / experts, experts)]);
        if (model.Statistics is { } statistics) yield return ("mean mixture", statistics.Mean);
    }
}
