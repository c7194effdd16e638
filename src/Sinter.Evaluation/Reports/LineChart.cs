using System.Text;

namespace Sinter.Evaluation;

/// <summary>Lines of shares over shares as inline SVG.</summary>
internal static class LineChart
{
    /// <summary>Lines that can be told apart.</summary>
    public const int Most = 8;

    private const double Left = 44;
    private const double Width = 420;
    private const double Height = 260;
    private const double Top = 12;
    private static readonly string[] Colours = ["#2b6cb0", "#dd6b20", "#319795", "#805ad5", "#c53030", "#718096", "#b7791f", "#2f855a"];

    /// <summary>The picture: the names stand at the right.</summary>
    /// <param name="title">For readers that cannot see it.</param>
    /// <param name="across">What the horizontal axis shows.</param>
    /// <param name="lines">Names and points, 0 to 1 both ways.</param>
    public static string Svg(string title, string across, IReadOnlyList<(string Name, List<(double X, double Y)> Points)> lines)
    {
        var values = lines.SelectMany(static line => line.Points).Select(static point => point.Y).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (low, high) = (Math.Floor(10 * values.Min()) / 10, Math.Ceiling(10 * values.Max()) / 10);
        if (high <= low) high = low + 0.1;
        var svg = new StringBuilder($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Html.Number(Left + Width + 240)} {Html.Number(Top + Height + 40)}\" role=\"img\" aria-label=\"{Html.Text(title)}\">\n");
        for (var tick = 0; tick <= 4; tick++)
        {
            var (x, y) = (X(tick / 4.0), Y(low + (high - low) * tick / 4));
            svg.Append($"<line x1=\"{Html.Number(Left)}\" x2=\"{Html.Number(Left + Width)}\" y1=\"{Html.Number(y)}\" y2=\"{Html.Number(y)}\" stroke=\"#8886\"/><text x=\"{Html.Number(Left - 6)}\" y=\"{Html.Number(y + 4)}\" text-anchor=\"end\">{MethodTable.Percent(low + (high - low) * tick / 4)}</text>");
            svg.Append($"<text x=\"{Html.Number(x)}\" y=\"{Html.Number(Top + Height + 16)}\" text-anchor=\"middle\">{25 * tick} %</text>\n");
        }

        svg.Append($"<text x=\"{Html.Number(Left + Width / 2)}\" y=\"{Html.Number(Top + Height + 34)}\" text-anchor=\"middle\">{Html.Text(across)}</text>\n");
        for (var i = 0; i < lines.Count; i++)
        {
            var colour = Colours[i % Colours.Length];
            var points = string.Join(' ', lines[i].Points.Where(static point => double.IsFinite(point.Y)).Select(point => $"{Html.Number(X(point.X))},{Html.Number(Y(point.Y))}"));
            svg.Append($"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
            svg.Append($"<rect x=\"{Html.Number(Left + Width + 14)}\" y=\"{Html.Number(Top + 20 * i)}\" width=\"12\" height=\"12\" fill=\"{colour}\"/><text x=\"{Html.Number(Left + Width + 31)}\" y=\"{Html.Number(Top + 20 * i + 10)}\">{Html.Text(lines[i].Name)}</text>\n");
        }

        return svg.Append("</svg>").ToString();

        double X(double share) => Left + Width * share;

        double Y(double share) => Top + Height * (high - share) / (high - low);
    }
}
