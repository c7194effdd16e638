using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sinter.Routing;

namespace Sinter.Evaluation;

/// <summary>Cells on disk: a file each, complete or not there.</summary>
internal sealed class CellFile(string folder)
{
    private static readonly JsonSerializerOptions Options = new(RoutedManifest.Json) { WriteIndented = false };

    /// <summary>A name as part of a file's name.</summary>
    public static string Word(string name)
    {
        var word = string.Concat(name.ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        while (word.Contains("--", StringComparison.Ordinal)) word = word.Replace("--", "-", StringComparison.Ordinal);
        return word.Trim('-');
    }

    /// <summary>sha256 of what a cell depends on.</summary>
    public static string Fingerprint(JsonObject depends) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(depends.ToJsonString())));

    /// <summary>The finished cell, if it depends on just this; null otherwise, also when the file is damaged: it is then computed again.</summary>
    public StudyCell? Find(string row, int? seed, string fingerprint)
    {
        var path = PathOf(row, seed);
        if (!File.Exists(path)) return null;
        try
        {
            var cell = JsonSerializer.Deserialize<StudyCell>(File.ReadAllText(path), Options);
            return cell?.Fingerprint == fingerprint ? cell with { Row = row } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes a cell; the file is there when it is complete.</summary>
    public void Save(StudyCell cell)
    {
        Directory.CreateDirectory(folder);
        var path = PathOf(cell.Row, cell.Seed);
        File.WriteAllText(path + ".partial", JsonSerializer.Serialize(cell, Options) + "\n");
        File.Move(path + ".partial", path, overwrite: true);
    }

    private string PathOf(string row, int? seed) =>
        Path.Combine(folder, seed is { } number ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Word(row)}-s{number}.json") : Word(row) + ".json");
}
