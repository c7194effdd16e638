namespace Sinter.Merging;

/// <summary>Reads the keys of one mapping of a recipe: each key asked for is known, and what was never asked for is a problem.</summary>
internal sealed class RecipeMapping(YamlMapping node, string place, RecipeProblems problems, string? file)
{
    private readonly HashSet<string> _known = [];

    /// <summary>The mapping itself.</summary>
    public YamlMapping Node => node;

    /// <summary>What it is, for messages: for example <c>models[2]</c>.</summary>
    public string Place => place;

    public RecipePosition Position => At(node);

    public static RecipeMapping? Of(YamlNode node, string place, RecipeProblems problems, string? file)
    {
        if (node is YamlMapping mapping) return new RecipeMapping(mapping, place, problems, file);
        problems.Add(RecipeError.Invalid, new RecipePosition(file, node.Line), $"{place} is {node.Describe()}; expected a mapping of keys to values.");
        return null;
    }

    /// <summary>The value of a key; null when it is absent or null.</summary>
    public YamlNode? Take(string key)
    {
        _known.Add(key);
        return node.Find(key) is { IsNull: false } value ? value : null;
    }

    /// <summary>The text of a key's scalar; null when it is absent or, with a problem noted, no scalar.</summary>
    public string? Word(string key)
    {
        var value = Take(key);
        if (value is null) return null;
        if (value is YamlScalar scalar) return scalar.Text;
        Wrong(key, value, "a word");
        return null;
    }

    /// <summary>One of a few words.</summary>
    public string? Choice(string key, params ReadOnlySpan<string> choices)
    {
        var word = Word(key);
        if (word is null || choices.Contains(word)) return word;
        problems.Add(RecipeError.Invalid, At(node[key]), $"{Name(key)} is '{word}'{Suggestion.For(word, choices.ToArray())}");
        return null;
    }

    /// <summary>The items of a key's list; empty when it is absent or, with a problem noted, no list.</summary>
    public IReadOnlyList<YamlNode> List(string key)
    {
        var value = Take(key);
        if (value is null) return [];
        if (value is YamlSequence list) return list.Items;
        Wrong(key, value, "a list");
        return [];
    }

    public bool Has(string key) => node.Find(key) is { IsNull: false };

    public RecipePosition PositionOf(string key) => At(node[key]);

    /// <summary>Notes that a key is missing, or misspelt if there is one like it that nobody asks for.</summary>
    public void Missing(string key, string expected)
    {
        var misspelt = node.Keys.FirstOrDefault(given => !_known.Contains(given.Text) && Suggestion.Nearest(given.Text, [key]) is not null);
        if (misspelt is null) problems.Add(RecipeError.Missing, Position, $"{Name(key)} is missing; expected {expected}.");
        else Unknown(misspelt, [key]);
    }

    public void Wrong(string key, YamlNode value, string expected) =>
        problems.Add(RecipeError.Invalid, At(value), $"{Name(key)} is {value.Describe()}; expected {expected}.");

    /// <summary>Notes every key that was never asked for.</summary>
    public void Finish()
    {
        foreach (var key in node.Keys)
        {
            if (!_known.Contains(key.Text)) Unknown(key, _known);
        }
    }

    private void Unknown(YamlScalar key, IEnumerable<string> known) =>
        problems.Add(RecipeError.Unknown, At(key), $"unknown key '{key.Text}'{(place.Length == 0 ? string.Empty : " in " + place)}{Suggestion.For(key.Text, known)}");

    private string Name(string key) => place.Length == 0 ? key : $"{place}.{key}";

    private RecipePosition At(YamlNode at) => new(file, at.Line);
}
