using System.Globalization;
using Sinter.Merging;

namespace Sinter.Cli;

/// <summary>Task vectors for people: a row a layer and model, then the whole model.</summary>
internal static class ComparisonText
{
    public static void Write(Terminal terminal, TaskVectorReport report)
    {
        WriteLayers(terminal, report);
        terminal.Output.WriteLine();
        WriteTotals(terminal, report);
        if (report.Skipped.Count > 0)
            terminal.Output.WriteLine($"{Environment.NewLine}not compared: {string.Join(", ", report.Skipped.Select(Words.Printable))}");
    }

    /// <summary>A number to four digits.</summary>
    public static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static void WriteLayers(Terminal terminal, TaskVectorReport report)
    {
        var ranks = report.Layers.Any(static layer => layer.EffectiveRanks is not null);
        var table = new TextTable().Column("layer").Column("model");
        foreach (var name in (string[])["norm", "relative", "density", "conflict", "redundancy", "deviation", "magnitude", .. ranks ? ["effective rank"] : Array.Empty<string>()]) table.Column(name, right: true);
        foreach (var layer in report.Layers)
        {
            for (var model = 0; model < report.Models.Count; model++)
            {
                string[] cells =
                [
                    Words.Printable(layer.Name), report.Models[model], Number(layer.Norms[model]), Number(layer.RelativeNorms[model]), Number(layer.Densities[model]),
                    Number(layer.SignConflict), Number(layer.Redundancies[model]), Number(layer.Deviations[model]), Number(layer.Magnitudes[model]),
                ];
                table.Row(ranks ? [.. cells, layer.EffectiveRanks is { } values ? Number(values[model]) : "-"] : cells);
            }
        }

        table.Write(terminal);
    }

    private static void WriteTotals(Terminal terminal, TaskVectorReport report)
    {
        var table = new TextTable().Column("whole model").Column("norm", right: true);
        foreach (var name in report.Models) table.Column($"cos {name}", right: true);
        for (var model = 0; model < report.Models.Count; model++)
            table.Row([report.Models[model], Number(report.Norms[model]), .. report.Cosines[model].Select(static cosine => cosine.ToString("0.000", CultureInfo.InvariantCulture))]);
        table.Write(terminal);
    }
}
