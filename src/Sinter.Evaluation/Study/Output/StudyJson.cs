using System.Text.Json.Nodes;

namespace Sinter.Evaluation;

/// <summary>study.json: everything but what single pictures were answered, which is in the cells.</summary>
internal static class StudyJson
{
    public static JsonObject Of(StudyFacts facts) => new()
    {
        ["title"] = facts.Plan.Title,
        ["notes"] = Texts(facts.Notes),
        ["command"] = facts.Settings.Command,
        ["seeds"] = facts.Settings.Seeds,
        ["images"] = facts.Settings.Images,
        ["split"] = facts.Settings.Split.ToString().ToLowerInvariant(),
        ["tasks"] = Texts(facts.Tasks),
        ["unseen"] = Texts(facts.Unseen),
        ["missing"] = Texts(facts.Missing),
        ["rows"] = new JsonArray([.. facts.Rows.Select(row => (JsonNode)Row(facts, row))]),
        ["comparisons"] = new JsonArray([.. facts.Comparisons.Select(static one => (JsonNode)Comparison(one))]),
    };

    private static JsonObject Row(StudyFacts facts, RowFigures row)
    {
        var result = new JsonObject
        {
            ["name"] = row.Row.Name,
            ["group"] = row.Row.Group,
            ["note"] = row.Note,
            ["adaptation"] = row.Row.Adaptation,
            ["seeds"] = new JsonArray([.. row.Cells.Where(static cell => cell.Cell.Seed is not null).Select(static cell => (JsonNode)cell.Cell.Seed!.Value)]),
            ["columns"] = new JsonObject(StudyColumn.All.Select(column => KeyValuePair.Create<string, JsonNode?>(column.Key, Spread(row.Of(column))))),
            ["tasks"] = new JsonObject(facts.Tasks.Select((task, t) => KeyValuePair.Create<string, JsonNode?>(task, Conditions(row, t)))),
            ["unseen"] = new JsonObject(facts.Unseen.Select((task, t) => KeyValuePair.Create<string, JsonNode?>(task, new JsonObject
            {
                ["accuracy"] = Spread(new Spread([.. row.Cells.Select(cell => cell.Cell.Unseen[t].Accuracy)])),
                ["auroc"] = Spread(new Spread([.. row.Cells.Select(cell => cell.UnseenAuroc(t, cell.Once))])),
            }))),
        };
        if (row.Weights is { } weights) result["weights"] = new JsonArray([.. weights.Select(static line => (JsonNode)new JsonArray([.. line.Select(static weight => Number(weight))]))]);
        if (row.Cells[0].Cell.Grid is { } grid)
            result["grid"] = new JsonArray([.. grid.Select(static point => (JsonNode)new JsonObject { ["lambda"] = point.Coefficient, ["ratio"] = point.Ratio, ["accuracy"] = Number(point.Accuracy) })]);
        return result;
    }

    private static JsonObject Conditions(RowFigures row, int task) => new(StudyPictures.Conditions.Select(condition =>
        KeyValuePair.Create<string, JsonNode?>(condition.ToLowerInvariant(), Spread(new Spread([.. row.Cells.Select(cell => cell.Cell.Seen[condition][task].Accuracy)])))));

    private static JsonObject Comparison(Comparison comparison) => new()
    {
        ["first"] = comparison.First,
        ["second"] = comparison.Second,
        ["seeds"] = comparison.Pairs,
        ["differences"] = new JsonObject(comparison.Differences.Select(static one => KeyValuePair.Create<string, JsonNode?>(one.Column.Key, new JsonObject
        {
            ["mean"] = Number(one.Mean),
            ["low"] = Number(one.Low),
            ["high"] = Number(one.High),
            ["excludes_zero"] = one.ExcludesZero,
        }))),
    };

    private static JsonObject Spread(Spread spread) => new()
    {
        ["mean"] = Number(spread.Mean),
        ["deviation"] = Number(spread.Deviation),
        ["values"] = new JsonArray([.. spread.Values.Select(Number)]),
    };

    // JSON has no NaN.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? Math.Round(value, 6) : null;

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode)text)]);
}
