using System.Globalization;
using System.Text;

namespace Sinter.Evaluation;

/// <summary>A table of shares as inline SVG: the darker, the larger.</summary>
public static class HeatChart
{
    private const double Left = 180;
    private const double Cell = 92;
    private const double Row = 30;

    /// <summary>The picture, which stands alone or within a page.</summary>
    /// <param name="title">For readers that cannot see it.</param>
    /// <param name="rows">Names of the rows.</param>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="value">0 to 1, by row and column.</param>
    public static string Svg(string title, IReadOnlyList<string> rows, IReadOnlyList<string> columns, Func<int, int, double> value)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(value);
        var svg = new StringBuilder($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Html.Number(Left + columns.Count * Cell + 10)} {Html.Number(24 + rows.Count * Row)}\" role=\"img\" aria-label=\"{Html.Text(title)}\" font-family=\"sans-serif\" font-size=\"12\" style=\"max-width:42rem\">\n");
        for (var c = 0; c < columns.Count; c++) svg.Append($"<text x=\"{Html.Number(Left + (c + 0.5) * Cell)}\" y=\"15\" text-anchor=\"middle\">{Html.Text(columns[c])}</text>\n");
        for (var r = 0; r < rows.Count; r++)
        {
            var y = 22 + r * Row;
            svg.Append($"<text x=\"{Html.Number(Left - 8)}\" y=\"{Html.Number(y + 19)}\" text-anchor=\"end\">{Html.Text(rows[r])}</text>\n");
            for (var c = 0; c < columns.Count; c++)
            {
                var share = value(r, c);
                svg.Append($"<rect x=\"{Html.Number(Left + c * Cell)}\" y=\"{Html.Number(y)}\" width=\"{Html.Number(Cell - 2)}\" height=\"{Html.Number(Row - 2)}\" fill=\"#2b6cb0\" fill-opacity=\"{Html.Number(0.06 + 0.94 * Math.Clamp(share, 0, 1))}\"/>");
                svg.Append($"<text x=\"{Html.Number(Left + (c + 0.5) * Cell)}\" y=\"{Html.Number(y + 19)}\" text-anchor=\"middle\" style=\"fill:{(share > 0.5 ? "#fff" : "currentColor")}\">{share.ToString("0.00", CultureInfo.InvariantCulture)}</text>\n");
            }
        }

        return svg.Append("</svg>").ToString();
    }
}
