using System.Globalization;
using Sinter.Routing;

namespace Sinter.Cli;

/// <summary>Scores of a routed model.</summary>
internal static class RouteReport
{
    private static readonly double[] Rejected = [0.1, 0.2, 0.5];

    public static void WriteText(Terminal terminal, IReadOnlyList<(RoutedScore Score, List<(string Name, double Accuracy)> Others)> rows, IReadOnlyList<(string Name, double Auroc)> unseen)
    {
        var table = new TextTable().Column("task").Column("pictures", right: true).Column("routed", right: true);
        foreach (var (name, _) in rows[0].Others) table.Column(name, right: true);
        table.Column("task unknown", right: true).Column("right task", right: true).Column("uncertainty", right: true).Column("largest class", right: true);
        foreach (var (score, others) in rows) Row(score.Task, $"{score.Count}", Percent(score.Accuracy), others, score.UnknownTaskAccuracy, score.TaskAccuracy, score.Uncertainties.Average(), score.CollapseRatio);
        if (rows.Count > 1)
        {
            var means = rows[0].Others.Select((other, i) => (other.Name, rows.Average(row => row.Others[i].Accuracy))).ToList();
            Row("mean", "", Percent(Mean(static score => score.Accuracy)), means, Mean(static score => score.UnknownTaskAccuracy), Mean(static score => score.TaskAccuracy), Mean(static score => score.Uncertainties.Average()), rows.Max(static row => row.Score.CollapseRatio));
        }

        table.Write(terminal);
        foreach (var (share, accuracy) in Rejection(rows)) terminal.Output.WriteLine($"without the {share:P0} most uncertain: {Percent(accuracy)}");
        foreach (var (name, auroc) in unseen) terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} against these, AUROC of uncertainty: {auroc:F3}"));
        foreach (var (score, _) in rows.Where(static row => row.Score.CollapseRatio > CollapseAlarm.Threshold))
            terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"warning: {score.Task} has collapsed: its largest predicted class is {score.CollapseRatio:F1} times its largest class."));

        double Mean(Func<RoutedScore, double> value) => rows.Average(row => value(row.Score));

        void Row(string task, string count, string routed, IReadOnlyList<(string Name, double Accuracy)> others, double unknown, double found, double uncertainty, double ratio) => table.Row(
            [task, count, routed, .. others.Select(static other => Percent(other.Accuracy)), Percent(unknown), Percent(found), uncertainty.ToString("F3", CultureInfo.InvariantCulture), ratio.ToString("F1", CultureInfo.InvariantCulture) + " x"]);
    }

    public static void WriteJson(Terminal terminal, IReadOnlyList<(RoutedScore Score, List<(string Name, double Accuracy)> Others)> rows, IReadOnlyList<(string Name, double Auroc)> unseen) => Json.Write(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("tasks");
        foreach (var (score, others) in rows)
        {
            json.WriteStartObject();
            json.WriteString("task", score.Task);
            json.WriteNumber("pictures", score.Count);
            json.WriteFinite("accuracy", score.Accuracy);
            json.WriteFinite("accuracy_task_unknown", score.UnknownTaskAccuracy);
            json.WriteFinite("task_accuracy", score.TaskAccuracy);
            json.WriteFinite("uncertainty", score.Uncertainties.Average());
            json.WriteFinite("collapse_ratio", score.CollapseRatio);
            json.WriteNumbers("mean_weights", score.Weights.Select(static w => (double)w));
            foreach (var (name, accuracy) in others) json.WriteFinite(name.Replace(' ', '_') + "_accuracy", accuracy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteFinite("mean_accuracy", rows.Average(static row => row.Score.Accuracy));
        json.WriteStartObject("accuracy_after_rejecting");
        foreach (var (share, accuracy) in Rejection(rows)) json.WriteFinite(share.ToString(CultureInfo.InvariantCulture), accuracy);
        json.WriteEndObject();
        json.WriteStartObject("unseen_auroc");
        foreach (var (name, auroc) in unseen) json.WriteFinite(name, auroc);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static IEnumerable<(double Share, double Accuracy)> Rejection(IReadOnlyList<(RoutedScore Score, List<(string Name, double Accuracy)> Others)> rows)
    {
        double[] uncertainties = [.. rows.SelectMany(static row => row.Score.Uncertainties)];
        bool[] right = [.. rows.SelectMany(static row => row.Score.Right)];
        return Rejected.Select(share => (share, UncertaintyMetrics.AccuracyAfterRejecting(share, uncertainties, right)));
    }

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";
}
