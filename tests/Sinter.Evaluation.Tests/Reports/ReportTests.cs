using System.Xml.Linq;

namespace Sinter.Evaluation.Tests;

public class ReportTests
{
    private static readonly MethodTable Table = new("Mean <accuracy>", "seed 0", ["clean", "L3"], [new("base & heads", "", [0.5, 0.25]), new("bd", "val", [0.625, double.NaN])]);

    [Fact]
    public void A_chart_is_a_well_formed_picture_with_every_value()
    {
        var svg = XElement.Parse(BarChart.Svg(Table));
        var texts = svg.Descendants().Where(static element => element.Name.LocalName == "text").Select(static element => element.Value).ToList();
        texts.ShouldContain("base & heads");
        texts.ShouldContain("62.5");
        var bars = svg.Descendants().Where(static element => element.Name.LocalName == "rect" && (string?)element.Attribute("height") == "11").Select(static element => (double)element.Attribute("width")!).ToList();
        bars.ShouldBe([260, 130, 325]);
    }

    [Fact]
    public void Many_columns_and_long_names_stay_inside_the_picture()
    {
        var wide = new MethodTable("many", "", ["clean", "L1", "L2", "L3", "unseen"], [new("half corrupted, router only, task ids", "", [0.5, 0.4, 0.3, 0.2, 1.0])]);
        var svg = XElement.Parse(BarChart.Svg(wide));
        var width = double.Parse(((string)svg.Attribute("viewBox")!).Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
        foreach (var text in svg.Descendants().Where(static element => element.Name.LocalName == "text"))
        {
            var (x, length) = ((double)text.Attribute("x")!, 6.5 * text.Value.Length);
            var start = (string?)text.Attribute("text-anchor") switch { "end" => x - length, "middle" => x - (length / 2), _ => x };
            start.ShouldBeGreaterThanOrEqualTo(0, text.Value);
            (start + length).ShouldBeLessThanOrEqualTo(width, text.Value);
        }
    }

    [Fact]
    public void A_heat_chart_has_a_cell_for_every_pair()
    {
        var svg = XElement.Parse(HeatChart.Svg("weights", ["a", "b"], ["x", "y", "z"], (r, c) => (r + c) / 4.0));
        svg.Descendants().Count(static element => element.Name.LocalName == "rect").ShouldBe(6);
        svg.Descendants().Where(static element => element.Name.LocalName == "text").Select(static element => element.Value).ShouldContain("0.75");
    }

    [Fact]
    public void The_best_value_of_each_column_is_bold()
    {
        var table = XElement.Parse(Table.ToHtml());
        table.Descendants("td").Where(static cell => ((string?)cell.Attribute("class"))?.Contains('b') == true).Select(static cell => cell.Value).ShouldBe(["25.0", "62.5"], ignoreOrder: true);
    }

    [Fact]
    public void A_page_is_well_formed_and_escapes_what_it_shows()
    {
        var page = Html.Page("a < b", [Table.ToHtml(), $"<figure>{BarChart.Svg(Table)}</figure>"]);
        var root = XElement.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        root.Descendants("h1").Single().Value.ShouldBe("a < b");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("href");
    }

    [Fact]
    public void Json_keeps_the_numbers_and_says_null_for_none()
    {
        var rows = Table.ToJson()["rows"]!.AsArray();
        ((double)rows[0]!["values"]![1]!).ShouldBe(0.25);
        rows[1]!["values"]![1].ShouldBeNull();
    }
}
