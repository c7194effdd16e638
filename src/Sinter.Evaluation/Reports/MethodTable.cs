using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Sinter.Evaluation;

/// <summary>Methods against conditions, with the words that say what was measured on what. One table serves the terminal, JSON and the page.</summary>
/// <param name="Title">What is compared.</param>
/// <param name="Caption">Data, seed, adaptation set.</param>
/// <param name="Columns">Conditions.</param>
/// <param name="Rows">Methods.</param>
public sealed record MethodTable(string Title, string Caption, IReadOnlyList<string> Columns, IReadOnlyList<MethodRow> Rows)
{
    /// <summary>A value as shares are written everywhere: percent with one decimal, a dash for none.</summary>
    public static string Percent(double share) => double.IsFinite(share) ? (100 * share).ToString("F1", CultureInfo.InvariantCulture) : "-";

    /// <summary>The table as JSON.</summary>
    public JsonObject ToJson() => new()
    {
        ["title"] = Title,
        ["caption"] = Caption,
        ["columns"] = new JsonArray([.. Columns.Select(static column => (JsonNode)column)]),
        ["rows"] = new JsonArray([.. Rows.Select(static row => (JsonNode)new JsonObject
        {
            ["method"] = row.Method,
            ["note"] = row.Note,
            ["values"] = new JsonArray([.. row.Values.Select(static value => double.IsFinite(value) ? (JsonNode?)Math.Round(value, 6) : null)]),
        })]),
    };

    /// <summary>The table as HTML; the best value of each column is bold.</summary>
    public string ToHtml()
    {
        var text = new StringBuilder("<table><thead><tr><th>method</th>");
        foreach (var column in Columns) text.Append("<th class=\"n\">").Append(Html.Text(column)).Append("</th>");
        text.Append("<th>given</th></tr></thead><tbody>\n");
        foreach (var row in Rows)
        {
            text.Append("<tr><td>").Append(Html.Text(row.Method)).Append("</td>");
            for (var c = 0; c < Columns.Count; c++)
            {
                var best = Rows.Where(one => double.IsFinite(one.Values[c])).Select(one => one.Values[c]).DefaultIfEmpty(double.NaN).Max();
                text.Append(row.Values[c] == best ? "<td class=\"n b\">" : "<td class=\"n\">").Append(Percent(row.Values[c])).Append("</td>");
            }

            text.Append("<td class=\"note\">").Append(Html.Text(row.Note)).Append("</td></tr>\n");
        }

        return text.Append("</tbody></table>").ToString();
    }
}
