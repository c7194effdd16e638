using System.Text.Json;

namespace Sinter.Merging;

/// <summary>What an unfinished output folder remembers: which plan it belongs to and which weights files are complete.</summary>
internal sealed class OutputState
{
    private const string FileName = ".sinter-state.json";
    private readonly string _path;
    private readonly string _fingerprint;
    private readonly HashSet<string> _complete;

    private OutputState(string path, string fingerprint, HashSet<string> complete)
    {
        _path = path;
        _fingerprint = fingerprint;
        _complete = complete;
    }

    /// <summary>Files completed by an earlier run of the same plan.</summary>
    public IReadOnlySet<string> Complete => _complete;

    /// <summary>Reads the folder's state; null when it belongs to another plan or is unreadable.</summary>
    public static OutputState? Read(string folder, string fingerprint)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.GetProperty("plan").GetString() != fingerprint) return null;
            var complete = document.RootElement.GetProperty("complete").EnumerateArray().Select(static item => item.GetString()!).ToHashSet(StringComparer.Ordinal);
            return new OutputState(path, fingerprint, complete);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    /// <summary>A new state, with nothing complete.</summary>
    public static OutputState Begin(string folder, string fingerprint)
    {
        var state = new OutputState(Path.Combine(folder, FileName), fingerprint, []);
        state.Save();
        return state;
    }

    /// <summary>Remembers a file whose bytes are on the disk.</summary>
    public void Finish(string file)
    {
        _complete.Add(file);
        Save();
    }

    /// <summary>Forgets everything: the folder is complete.</summary>
    public void Delete() => File.Delete(_path);

    // Written beside and renamed, so that a killed run leaves the old state or the new one.
    private void Save()
    {
        var temporary = _path + ".new";
        using (var stream = File.Create(temporary))
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("plan", _fingerprint);
            json.WriteStartArray("complete");
            foreach (var file in _complete.Order(StringComparer.Ordinal)) json.WriteStringValue(file);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        File.Move(temporary, _path, overwrite: true);
    }
}
