using System.Text;

namespace Sinter.Evaluation;

/// <summary>Groups of horizontal bars as inline SVG: a group a method, a bar a condition, 0 to 100 %.</summary>
internal static class BarChart
{
    private const double LeastLeft = 190;
    private const double Width = 520;
    private const double Right = 60;
    private const double MostLegend = 170;
    private const double Letter = 7;
    private const double Bar = 13;
    private const double Gap = 10;
    private static readonly string[] Colours = ["#2b6cb0", "#dd6b20", "#319795", "#805ad5", "#c53030"];

    public static string Svg(MethodTable table)
    {
        var group = table.Columns.Count * Bar + Gap;
        var top = 28.0;
        var left = Math.Max(LeastLeft, table.Rows.Select(static row => row.Method.Length).DefaultIfEmpty().Max() * Letter + 16);
        var legend = Math.Min(MostLegend, (Width + Right) / Math.Max(1, table.Columns.Count));
        var height = top + table.Rows.Count * group + 22;
        var svg = new StringBuilder($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Html.Number(left + Width + Right)} {Html.Number(height)}\" role=\"img\" aria-label=\"{Html.Text(table.Title)}\">\n");
        for (var c = 0; c < table.Columns.Count; c++)
        {
            var x = left + c * legend;
            svg.Append($"<rect x=\"{Html.Number(x)}\" y=\"4\" width=\"12\" height=\"12\" fill=\"{Colours[c % Colours.Length]}\"/><text x=\"{Html.Number(x + 17)}\" y=\"14\">{Html.Text(table.Columns[c])}</text>\n");
        }

        for (var tick = 0; tick <= 100; tick += 25)
        {
            var x = Html.Number(left + Width * tick / 100);
            svg.Append($"<line x1=\"{x}\" x2=\"{x}\" y1=\"{Html.Number(top)}\" y2=\"{Html.Number(height - 20)}\" stroke=\"#8886\"/><text x=\"{x}\" y=\"{Html.Number(height - 6)}\" text-anchor=\"middle\">{tick} %</text>\n");
        }

        for (var r = 0; r < table.Rows.Count; r++)
        {
            var y = top + r * group;
            svg.Append($"<text x=\"{Html.Number(left - 8)}\" y=\"{Html.Number(y + (group - Gap) / 2 + 4)}\" text-anchor=\"end\">{Html.Text(table.Rows[r].Method)}</text>\n");
            for (var c = 0; c < table.Columns.Count; c++)
            {
                var value = table.Rows[r].Values[c];
                if (!double.IsFinite(value)) continue;
                var at = y + c * Bar;
                svg.Append($"<rect x=\"{Html.Number(left)}\" y=\"{Html.Number(at)}\" width=\"{Html.Number(Width * value)}\" height=\"{Html.Number(Bar - 2)}\" fill=\"{Colours[c % Colours.Length]}\"/>");
                svg.Append($"<text x=\"{Html.Number(left + Width * value + 4)}\" y=\"{Html.Number(at + Bar - 3)}\">{MethodTable.Percent(value)}</text>\n");
            }
        }

        return svg.Append("</svg>").ToString();
    }
}
