using System.CommandLine;
using System.Globalization;
using Sinter.Routing;

namespace Sinter.Cli;

/// <summary><c>sinter route explain MODEL</c>: the mean weights of every task and layer, as a table and as a heat map.</summary>
internal sealed class RouteExplainCommand : Command
{
    private const string Shades = " ░▒▓█";
    private readonly Terminal _terminal;
    private readonly Argument<string> _model = CommonOptions.Path("MODEL", "The folder of the routed model.");
    private readonly Option<string?> _picture = new("--svg") { HelpName = "FILE", Description = "Also draw the heat map into an SVG file." };
    private readonly Option<bool> _json = CommonOptions.Json();

    public RouteExplainCommand(Terminal terminal)
        : base("explain", "Show how a routed model mixes its experts: mean weights of every task and layer.")
    {
        _terminal = terminal;
        _picture.Validators.Add(CommonOptions.RefuseEmpty);
        Add(_model);
        Add(_picture);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        using var model = RoutedModelFiles.Load(parsed.GetValue(_model)!);
        var statistics = model.Statistics ?? throw new UsageException($"{parsed.GetValue(_model)}: the model was not fitted, so its router has mixed nothing yet.");
        var map = new MixtureMap([.. model.Heads.Select(static head => head.Name)], LayerNames(model), statistics.TaskMeans);
        if (parsed.GetValue(_picture) is { } path) File.WriteAllText(path, map.ToSvg());
        if (parsed.GetValue(_json)) WriteJson(map);
        else WriteText(map);
        return ExitCode.Done;
    }

    private static List<string> LayerNames(RoutedModel model)
    {
        var count = model.Router.Groups.Count;
        return count == 1 ? ["all"] : [.. Enumerable.Range(0, count).Select(g => g == 0 ? "embeddings" : g == count - 1 ? "last norm" : $"block {g}")];
    }

    private void WriteText(MixtureMap map)
    {
        var table = new TextTable().Column("task").Column("layer");
        foreach (var name in map.Experts) table.Column(name, right: true);
        table.Column("");
        for (var t = 0; t < map.Experts.Count; t++)
        {
            for (var g = 0; g < map.Layers.Count; g++)
            {
                var row = Enumerable.Range(0, map.Experts.Count).Select(k => map[t, g, k]).ToList();
                table.Row([g == 0 ? map.Experts[t] : "", map.Layers[g], .. row.Select(static w => w.ToString("F3", CultureInfo.InvariantCulture)), string.Concat(row.Select(Shade))]);
            }
        }

        table.Write(_terminal);
    }

    private void WriteJson(MixtureMap map) => Json.Write(_terminal, json =>
    {
        json.WriteStartObject();
        json.WriteStrings("experts", map.Experts);
        json.WriteStrings("layers", map.Layers);
        json.WriteStartObject("mean_weights");
        for (var t = 0; t < map.Experts.Count; t++)
        {
            json.WriteStartObject(map.Experts[t]);
            for (var g = 0; g < map.Layers.Count; g++) json.WriteNumbers(map.Layers[g], Enumerable.Range(0, map.Experts.Count).Select(k => map[t, g, k]));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static string Shade(double weight) => new(Shades[Math.Clamp((int)Math.Round(weight * (Shades.Length - 1)), 0, Shades.Length - 1)], 2);
}
