using System.Text.Json;
using System.Text.Json.Nodes;
using Sinter.Data;
using Sinter.Routing;

namespace Sinter.Evaluation;

/// <summary>Makes a plan of its JSON, and says of what is none what is wrong with it.</summary>
internal sealed class PlanReader(string place)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public StudyPlan Read(string text)
    {
        var root = Parse(text);
        PlanJson.RequireKnown(root, PlanJson.Plan, place);
        var defaults = root["defaults"] switch
        {
            null => [],
            JsonObject some => some,
            var other => throw Wrong($"'defaults' is {other.ToJsonString()}; expected an object with 'fit' and 'adaptation'"),
        };
        PlanJson.RequireKnown(defaults, PlanJson.Defaults, $"{place}: 'defaults'");
        var rows = Array(root, "rows").Select((row, i) => Row(row as JsonObject ?? throw Wrong($"row {i + 1} is no object; expected one with a name and a fit"), defaults, i)).ToList();
        RequireDifferent([.. StaticRows.Names, .. rows.Select(static row => row.Name)]);
        foreach (var row in rows.Where(static row => row.MixtureOf is not null))
        {
            var source = rows.Find(other => other.Name == row.MixtureOf);
            if (source is null || source.MixtureOf is not null)
                throw Wrong($"'{row.Name}' is the mean mixture of '{row.MixtureOf}', which is no routed row of the plan{Suggestion.For(row.MixtureOf!, rows.Where(static one => one.MixtureOf is null).Select(static one => one.Name))}");
        }

        string[] names = [.. StaticRows.Names, .. rows.Select(static row => row.Name)];
        var comparisons = root["compare"] is null ? [] : Array(root, "compare").Select(pair => Pair(pair, names)).ToList();
        var shown = Text(root, "shown", place);
        if (shown is not null && rows.TrueForAll(row => row.Name != shown)) throw Wrong($"'shown' names '{shown}', which is no row of the plan{Suggestion.For(shown, rows.Select(static row => row.Name))}");
        return new StudyPlan(place, Text(root, "title", place) ?? "Study", shown, rows, comparisons);
    }

    private JsonObject Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Lenient) as JsonObject ?? throw Wrong("it is no JSON object; expected one with 'rows'");
        }
        catch (JsonException exception)
        {
            throw new EvaluationException($"{place}: not the JSON of a plan: {exception.Message}", exception);
        }
    }

    private PlanRow Row(JsonObject row, JsonObject defaults, int number)
    {
        var name = Text(row, "name", $"{place}: row {number + 1}");
        if (string.IsNullOrWhiteSpace(name)) throw Wrong($"row {number + 1} has no name; every row needs one");
        var where = $"{place}: row '{name}'";
        PlanJson.RequireKnown(row, PlanJson.Row, where);
        var source = Text(row, "mixture_of", where);
        if (source is not null && (row.ContainsKey("fit") || row.ContainsKey("adaptation")))
            throw Wrong($"row '{name}' has 'mixture_of' and '{(row.ContainsKey("fit") ? "fit" : "adaptation")}'; the mean mixture of another row is not fitted itself, leave out one of them");
        var merged = PlanJson.Merge(defaults, row);
        var fit = Fit(merged["fit"], where);
        return new PlanRow(name, Text(row, "group", where) ?? "routed", Text(row, "note", where) ?? "", fit, Adaptation(merged["adaptation"], where), source);
    }

    private static FitOptions Fit(JsonNode? found, string where)
    {
        var fit = FitOptions.FromJson((found ?? new JsonObject()).ToJsonString(), $"{where}, 'fit'");
        try
        {
            fit.Validate();
            return fit;
        }
        catch (RoutingException exception)
        {
            throw new EvaluationException($"{where}: {exception.Message}", exception);
        }
    }

    private static AdaptationOptions Adaptation(JsonNode? found, string where)
    {
        AdaptationOptions options;
        try
        {
            options = found?.Deserialize<AdaptationOptions>(RoutedManifest.Json) ?? new AdaptationOptions();
        }
        catch (JsonException exception)
        {
            throw new EvaluationException($"{where}, 'adaptation': {exception.Message}", exception);
        }

        if (options.Images is < 1) throw new EvaluationException($"{where}: its adaptation set has {options.Images} images of a task; expected at least 1, or no 'images' for all.");
        if (options.Severity is < Corruption.MinSeverity or > Corruption.MaxSeverity) throw new EvaluationException($"{where}: the severity of its adaptation set is {options.Severity}; expected 1 to 5.");
        if (options.Share is not (>= 0 and <= 1)) throw new EvaluationException($"{where}: the share of corrupted pictures in its adaptation set is {options.Share}; expected 0 to 1.");
        return options.Corruption is null ? options : options with { Corruption = Corruption.Parse(options.Corruption).Name };
    }

    private (string First, string Second) Pair(JsonNode? pair, string[] names)
    {
        if (pair is not JsonArray { Count: 2 } two || two.Any(static one => one?.GetValueKind() != JsonValueKind.String))
            throw Wrong($"'compare' holds {pair?.ToJsonString() ?? "null"}; expected pairs of names, for example [\"bd\", \"task arithmetic\"]");
        var (first, second) = ((string)two[0]!, (string)two[1]!);
        foreach (var name in (string[])[first, second])
            if (!names.Contains(name)) throw Wrong($"'compare' names '{name}', which is no row{Suggestion.For(name, names)}");
        return first == second ? throw Wrong($"'compare' compares '{first}' with itself; name two rows") : (first, second);
    }

    // Names that differ may still make the same file.
    private void RequireDifferent(string[] names)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (files.TryAdd(CellFile.Word(name), name)) continue;
            var other = files[CellFile.Word(name)];
            throw Wrong(other == name ? $"two rows are called '{name}'; names must differ, also from {string.Join(", ", StaticRows.Names)}" : $"the rows '{other}' and '{name}' would be kept in the same file; let their letters and digits differ");
        }
    }

    private JsonArray Array(JsonObject root, string key) => root[key] as JsonArray ?? throw Wrong($"'{key}' is {root[key]?.ToJsonString() ?? "missing"}; expected a list");

    private static string? Text(JsonObject from, string key, string where) => from[key] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => (string)value!,
        var other => throw new EvaluationException($"{where}: '{key}' is {other.ToJsonString()}; expected text."),
    };

    private EvaluationException Wrong(string what) => new(PlanJson.Sentence($"{place}: {what}"));
}
