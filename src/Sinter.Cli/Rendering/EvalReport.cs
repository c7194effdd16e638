using System.Globalization;
using System.Text.Json;
using Sinter.Data;
using Sinter.Training;

namespace Sinter.Cli;

/// <summary>Scores as a table or as JSON; with several tasks also their plain mean.</summary>
internal static class EvalReport
{
    public static void WriteText(Terminal terminal, IReadOnlyList<TaskScore> scores)
    {
        var table = new TextTable().Column("task").Column("pictures", right: true).Column("accuracy", right: true).Column("per class", right: true).Column("NLL", right: true).Column("ECE", right: true);
        foreach (var (task, one) in scores) Row(task, $"{one.Count}", one.Accuracy, one.PerClassMean, one.NegativeLogLikelihood, one.CalibrationError);
        if (scores.Count > 1)
            Row("mean", "", Mean(static one => one.Accuracy), Mean(static one => one.PerClassMean), Mean(static one => one.NegativeLogLikelihood), Mean(static one => one.CalibrationError));
        table.Write(terminal);

        void Row(string name, string count, double accuracy, double perClass, double loss, double calibration) =>
            table.Row(name, count, Percent(accuracy), Percent(perClass), loss.ToString("F3", CultureInfo.InvariantCulture), calibration.ToString("F3", CultureInfo.InvariantCulture));

        double Mean(Func<ClassificationMetrics, double> value) => scores.Average(score => value(score.Metrics));
    }

    public static void WriteJson(Utf8JsonWriter json, string model, TaskSplit split, string shift, IReadOnlyList<TaskScore> scores)
    {
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteString("split", split.ToString().ToLowerInvariant());
        json.WriteString("corruption", shift);
        json.WriteStartArray("tasks");
        foreach (var (task, one) in scores)
        {
            json.WriteStartObject();
            json.WriteString("task", task);
            json.WriteNumber("pictures", one.Count);
            json.WriteFinite("accuracy", one.Accuracy);
            json.WriteFinite("per_class_mean", one.PerClassMean);
            json.WriteFinite("nll", one.NegativeLogLikelihood);
            json.WriteFinite("ece", one.CalibrationError);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteFinite("mean_accuracy", scores.Average(static score => score.Metrics.Accuracy));
        json.WriteEndObject();
    }

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";
}
