using System.Globalization;
using System.Security;
using System.Text;

namespace Sinter.Cli;

/// <summary>Mean weights as an SVG picture: a row for each task and layer, a column for each expert, darker where the weight is larger.</summary>
internal static class HeatMap
{
    private const int Cell = 26;
    private const int Left = 200;
    private const int Top = 90;

    public static string Draw(MixtureMap map)
    {
        var (rows, columns) = (map.Experts.Count * map.Layers.Count, map.Experts.Count);
        var svg = new StringBuilder();
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Left + columns * Cell + 20}\" height=\"{Top + rows * Cell + 20}\" font-family=\"sans-serif\" font-size=\"11\">");
        Line($"<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        for (var k = 0; k < columns; k++)
            Line($"<text transform=\"translate({Left + k * Cell + 16},{Top - 6}) rotate(-60)\">{SecurityElement.Escape(map.Experts[k])}</text>");
        for (var r = 0; r < rows; r++)
        {
            var (task, layer) = (r / map.Layers.Count, r % map.Layers.Count);
            var label = map.Layers.Count == 1 ? map.Experts[task] : $"{map.Experts[task]}, {map.Layers[layer]}";
            Line($"<text x=\"{Left - 8}\" y=\"{Top + r * Cell + 17}\" text-anchor=\"end\">{SecurityElement.Escape(label)}</text>");
            for (var k = 0; k < columns; k++)
            {
                var weight = map[task, layer, k];
                var shade = (int)Math.Round(255 * (1 - Math.Clamp(weight, 0, 1)));
                Line($"<rect x=\"{Left + k * Cell}\" y=\"{Top + r * Cell}\" width=\"{Cell - 1}\" height=\"{Cell - 1}\" fill=\"rgb({shade},{shade},255)\"><title>{weight:F3}</title></rect>");
            }
        }

        Line($"</svg>");
        return svg.ToString();

        void Line(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
