using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Sinter.Data;

/// <summary>
/// Pictures listed in a CSV file (RFC 4180): a path, relative to the CSV file's folder or absolute, and a label. A first line that names the columns (path, file, filename,
/// image; label, class) is understood in any order; without one the first column is the path and the second the label. Lines that are empty are passed over.
/// </summary>
public static class CsvFile
{
    private static readonly string[] PathNames = ["path", "file", "filename", "file_name", "image", "image_path"];
    private static readonly string[] LabelNames = ["label", "class", "category", "target"];

    /// <summary>The pictures and labels of a CSV file. Labels that are all whole numbers are ordered as numbers, others as text.</summary>
    /// <param name="path">The CSV file.</param>
    /// <param name="name">The set's name; null for the file's.</param>
    /// <param name="classes">The classes and their order; null for those of the file.</param>
    /// <exception cref="DatasetException">The file is missing or empty, a line has no label or an unknown one, or a picture is not there.</exception>
    public static FileImageSet Read(string path, string? name = null, ImmutableArray<string>? classes = null)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var rows = Rows(path, out var pathColumn, out var labelColumn);
        if (rows.Count == 0) throw new DatasetException(DatasetError.Empty, $"{path} lists no picture; expected lines of path,label.");
        var known = classes ?? Classes(rows.Select(row => row.Fields[labelColumn]));
        var numbers = known.Select(static (label, number) => (label, number)).ToDictionary(static pair => pair.label, static pair => pair.number);
        var (labels, paths) = (ImmutableArray.CreateBuilder<int>(rows.Count), ImmutableArray.CreateBuilder<string>(rows.Count));
        foreach (var (line, fields) in rows)
        {
            var picture = Path.Combine(folder, fields[pathColumn]);
            if (!File.Exists(picture)) throw new DatasetException(DatasetError.Missing, $"{path}:{line} names {picture}, which is not there.");
            if (!numbers.TryGetValue(fields[labelColumn], out var label))
                throw new DatasetException(DatasetError.UnknownClass, $"{path}:{line}: '{fields[labelColumn]}' is no class of the training pictures{Suggestion.For(fields[labelColumn], known)}");
            paths.Add(picture);
            labels.Add(label);
        }

        return new FileImageSet(name ?? Path.GetFileNameWithoutExtension(path), known, labels.DrainToImmutable(), paths.DrainToImmutable());
    }

    private static List<(int Line, string[] Fields)> Rows(string path, out int pathColumn, out int labelColumn)
    {
        List<(int Line, string[] Fields)> rows = [];
        (pathColumn, labelColumn) = (0, 1);
        var lines = SetFiles.Lines(path);
        for (var i = 0; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i])) continue;
            var fields = Fields(lines[i]) ?? throw new DatasetException(DatasetError.DamagedLabels, $"{path}:{i + 1}: a quotation mark is not closed.");
            if (i == 0 && Column(fields, PathNames) is >= 0 and var paths && Column(fields, LabelNames) is >= 0 and var labels)
            {
                (pathColumn, labelColumn) = (paths, labels);
                continue;
            }

            if (fields.Length <= Math.Max(pathColumn, labelColumn) || fields[pathColumn].Length == 0 || fields[labelColumn].Length == 0)
                throw new DatasetException(DatasetError.DamagedLabels, $"{path}:{i + 1} is '{lines[i]}'; expected path,label.");
            rows.Add((i + 1, fields));
        }

        return rows;
    }

    private static int Column(string[] fields, string[] names) => Array.FindIndex(fields, field => names.Contains(field.Trim().ToLowerInvariant()));

    private static ImmutableArray<string> Classes(IEnumerable<string> labels)
    {
        var distinct = labels.Distinct().ToList();
        return distinct.TrueForAll(static label => int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? [.. distinct.OrderBy(static label => int.Parse(label, NumberStyles.None, CultureInfo.InvariantCulture)).ThenBy(static label => label, StringComparer.Ordinal)]
            : [.. distinct.Order(StringComparer.Ordinal)];
    }

    private static string[]? Fields(string line)
    {
        List<string> fields = [];
        var (field, quoted) = (new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') field.Append(line[i++]);
            else if (line[i] == '"') quoted = !quoted;
            else if (line[i] == ',' && !quoted) End();
            else field.Append(line[i]);
        }

        End();
        return quoted ? null : [.. fields];

        void End()
        {
            fields.Add(field.ToString().Trim());
            field.Clear();
        }
    }
}
