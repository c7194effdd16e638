using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sinter.Data;

namespace Sinter.Evaluation;

/// <summary>Writes the quickstart's page and its numbers.</summary>
internal static class QuickstartPage
{
    private const int Examples = 12;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(QuickstartResult result, string folder, QuickstartSettings settings)
    {
        File.WriteAllText(Path.Combine(folder, "report.json"), Json(result).ToJsonString(Indented) + "\n");
        File.WriteAllText(result.Page, Html.Page("Sinter quickstart", Sections(result, settings)));
    }

    private static JsonObject Json(QuickstartResult result) => new()
    {
        ["table"] = result.Table.ToJson(),
        ["tasks"] = new JsonArray([.. result.Tasks.Select(static task => (JsonNode)task)]),
        ["router_weights"] = new JsonArray([.. result.Weights.Select(static row => (JsonNode)new JsonArray([.. row.Select(static weight => (JsonNode)Math.Round(weight, 5))]))]),
        ["unseen_auroc"] = Math.Round(result.UnseenAuroc, 5),
        ["collapsed"] = result.Collapsed,
    };

    private static IEnumerable<string> Sections(QuickstartResult result, QuickstartSettings settings)
    {
        yield return $"<p>{Html.Text(result.Table.Caption)}.</p>";
        yield return result.Table.ToHtml();
        yield return $"<figure>{BarChart.Svg(result.Table)}</figure>";
        yield return "<h2>How the router mixes the experts</h2><p>Mean weight of each expert (columns) for the test pictures of each task (rows). Nobody told the router which task a picture belongs to.</p>";
        yield return $"<figure>{HeatChart.Svg("Mean router weights", result.Tasks, result.Tasks, (r, c) => result.Weights[r][c])}</figure>";
        yield return string.Create(CultureInfo.InvariantCulture, $"<p>A picture of an unseen task is more uncertain than one of a seen task with probability {result.UnseenAuroc:0.00} (AUROC of u).{(result.Collapsed ? " <strong>The collapse alarm rang: the routed model predicts too few classes.</strong>" : "")}</p>");
        yield return "<h2>The tasks</h2><p>Clean above, corrupted below.</p>";
        foreach (var task in result.Tasks) yield return Pictures(task, settings);
    }

    private static string Pictures(string task, QuickstartSettings settings)
    {
        var clean = new TaskCatalog(Path.GetTempPath()).Open($"procedural:{task}", new TaskOptions { ProceduralSeed = settings.Seed }).Test;
        var corrupted = new CorruptedImageSet(clean, Corruption.MixedWithoutJpeg, settings.Severity, seed: settings.Seed);
        var side = clean.Read(0).Width;
        var sheet = new Image(Examples * (side + 2), 2 * (side + 2), 3);
        for (var i = 0; i < Examples; i++)
        {
            Copy(clean.Read(i), sheet, i * (side + 2), 0);
            Copy(corrupted.Read(i), sheet, i * (side + 2), side + 2);
        }

        var data = Convert.ToBase64String(PngWriter.Encode(sheet));
        return $"<figure><figcaption>{Html.Text(task)}</figcaption><img alt=\"examples of {Html.Text(task)}\" width=\"{2 * sheet.Width}\" src=\"data:image/png;base64,{data}\"/></figure>";
    }

    private static void Copy(Image from, Image to, int left, int top)
    {
        for (var y = 0; y < from.Height; y++) from.Pixels.AsSpan(y * from.Width * 3, from.Width * 3).CopyTo(to.Pixels.AsSpan(((top + y) * to.Width + left) * 3));
    }
}
