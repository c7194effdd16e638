using System.Globalization;
using System.Text.Json;
using Sinter.Training;

namespace Sinter.Cli;

/// <summary>Whether a family can be merged, as text or JSON.</summary>
internal static class FamilyText
{
    public static void Write(Terminal terminal, FamilyReport report)
    {
        var table = new TextTable().Column("task");
        foreach (var header in (string[])["base", "individual", "average", "task arithmetic", "|tau|/|theta0|"]) table.Column(header, right: true);
        foreach (var score in report.Scores)
            table.Row(score.Task, Percent(score.Base), Percent(score.Individual), Percent(score.Average), Percent(score.TaskArithmetic), score.TaskVectorRatio.ToString("F3", CultureInfo.InvariantCulture));
        table.Row("mean", Percent(report.Base), Percent(report.Individual), Percent(report.Average), Percent(report.TaskArithmetic), report.Scores.Average(static score => score.TaskVectorRatio).ToString("F3", CultureInfo.InvariantCulture));
        table.Write(terminal);
        var output = terminal.Output;
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"individual - base: {100 * (report.Individual - report.Base):+0.0;-0.0} points; average - base: {100 * (report.Average - report.Base):+0.0;-0.0} points"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"task arithmetic: lambda {report.BestCoefficient}{(report.IsAtEdge ? " (at the edge of the grid)" : "")}, recovers {100 * report.Recovery:F0} % of (individual - base)"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mean cosine of two task vectors: {report.MeanCosine:F3}"));
        output.WriteLine("lambda: " + string.Join("  ", report.Coefficients.Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Coefficient} {100 * one.Accuracy:F1}"))));
    }

    public static void WriteJson(Utf8JsonWriter json, FamilyReport report)
    {
        json.WriteStartObject();
        json.WriteStartArray("tasks");
        foreach (var score in report.Scores)
        {
            json.WriteStartObject();
            json.WriteString("task", score.Task);
            Numbers(score.Base, score.Individual, score.Average, score.TaskArithmetic);
            json.WriteFinite("task_vector_ratio", score.TaskVectorRatio);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("mean");
        Numbers(report.Base, report.Individual, report.Average, report.TaskArithmetic);
        json.WriteEndObject();
        json.WriteFinite("lambda", report.BestCoefficient);
        json.WriteBoolean("at_edge", report.IsAtEdge);
        json.WriteFinite("recovery", report.Recovery);
        json.WriteFinite("mean_cosine", report.MeanCosine);
        json.WriteNumbers("grid", report.Coefficients.Select(static one => one.Coefficient));
        json.WriteNumbers("grid_accuracy", report.Coefficients.Select(static one => one.Accuracy));
        json.WriteEndObject();

        void Numbers(double origin, double individual, double average, double arithmetic)
        {
            json.WriteFinite("base", origin);
            json.WriteFinite("individual", individual);
            json.WriteFinite("average", average);
            json.WriteFinite("task_arithmetic", arithmetic);
        }
    }

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";
}
