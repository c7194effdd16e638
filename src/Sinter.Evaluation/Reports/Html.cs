using System.Globalization;
using System.Net;
using System.Text;

namespace Sinter.Evaluation;

/// <summary>A page in one file: no script, nothing loaded from elsewhere, readable in light and dark.</summary>
internal static class Html
{
    private const string Style = """
        :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
        body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; margin: 1rem 0; }
        th, td { padding: .25rem .7rem; text-align: left; border-bottom: 1px solid #8884; }
        .n { text-align: right; font-variant-numeric: tabular-nums; }
        .b { font-weight: 700; }
        .note { opacity: .7; font-size: .85em; }
        svg text { font: 12px system-ui, sans-serif; fill: currentColor; }
        figure { margin: 1.5rem 0; overflow-x: auto; }
        img { image-rendering: pixelated; }
        code { font-size: .95em; }
        """;

    /// <summary>Text made safe for a page.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A length or place in a picture.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A whole page.</summary>
    public static string Page(string title, IEnumerable<string> sections)
    {
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>");
        page.Append(Text(title)).Append("</title>\n<style>\n").Append(Style).Append("\n</style>\n</head>\n<body>\n<h1>").Append(Text(title)).Append("</h1>\n");
        foreach (var section in sections) page.Append(section).Append('\n');
        return page.Append("</body>\n</html>\n").ToString();
    }
}
