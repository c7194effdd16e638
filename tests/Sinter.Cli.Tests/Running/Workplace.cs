namespace Sinter.Cli.Tests;

/// <summary>A temporary folder with a base and two fine-tuned models, and ways to write recipes over them.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Workplace()
    {
        Base = TestModels.WriteFolder(_folder["base"], 1);
        First = TestModels.WriteFolder(_folder["first"], 2);
        Second = TestModels.WriteFolder(_folder["second"], 4);
    }

    public string Base { get; }

    public string First { get; }

    public string Second { get; }

    /// <summary>Where merges go; not there yet.</summary>
    public string Output => _folder["out"];

    /// <summary>A path in the folder.</summary>
    public string this[params string[] parts] => _folder[parts];

    /// <summary>Every file and folder, by relative path.</summary>
    public IReadOnlyList<string> Entries =>
        [.. Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder.Path, path)).Order(StringComparer.Ordinal)];

    /// <summary>Writes a recipe.</summary>
    public string Recipe(string text, string name = "recipe.yml")
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    /// <summary>A recipe that averages the two models.</summary>
    public string Average() => Recipe("merge_method: linear\nmodels: [{model: first, parameters: {weight: 1}}, {model: second, parameters: {weight: 1}}]\n");

    /// <summary>Merges and expects a refusal that leaves nothing behind.</summary>
    public CommandRun Refuses(string recipe, params string[] words)
    {
        var before = Entries;
        var run = Command.Run("merge", recipe, "--out", Output).ShouldBeRefused(words);
        Entries.ShouldBe(before, "the refused merge left something behind");
        return run;
    }

    public void Dispose() => _folder.Dispose();
}
