using System.Xml.Linq;

namespace Sinter.Evaluation.Tests;

public class LineChartTests
{
    [Fact]
    public void A_line_chart_is_a_well_formed_picture_with_a_line_for_every_name()
    {
        var svg = XElement.Parse(LineChart.Svg("a < b", "rejected", [("one & two", [(0, 0.5), (0.5, 0.75)]), ("three", [(0, 0.25), (0.5, double.NaN)])]));
        var lines = svg.Descendants().Where(static element => element.Name.LocalName == "polyline").Select(static element => ((string)element.Attribute("points")!).Split(' ').Length).ToList();
        lines.ShouldBe([2, 1]);
        svg.Descendants().Select(static element => element.Value).ShouldContain("one & two");
    }
}
