namespace Sinter.Merging;

/// <summary>Reads how a recipe names a model: a word, or the nested mappings that mergekit takes and writes.</summary>
internal sealed class ModelReferenceReader(RecipeProblems problems, string? file)
{
    private const string Expected = "a path such as ./model, path@revision or path+adapter, or {model: {path: …}, lora: …}";

    public List<string> Notes { get; } = [];

    /// <summary>The model under a key; null when the key is absent or, with a problem noted, wrong.</summary>
    public ModelReference? Read(RecipeMapping parent, string key) =>
        parent.Take(key) is { } node ? Read(node, parent.Place.Length == 0 ? key : $"{parent.Place}.{key}", depth: 0) : null;

    private ModelReference? Read(YamlNode node, string place, int depth)
    {
        if (node is YamlScalar scalar)
        {
            if (!string.IsNullOrWhiteSpace(scalar.Text)) return new ModelReference(scalar.Text) { Position = new RecipePosition(file, node.Line) };
            return Fail(node, place);
        }

        if (node is not YamlMapping || depth > 3) return Fail(node, place);
        var mapping = RecipeMapping.Of(node, place, problems, file)!;
        var reference = mapping.Has("path") ? WithRevision(mapping) : mapping.Take("model") is { } inner ? Read(inner, place + ".model", depth + 1) : null;
        var adapter = mapping.Take("lora") is { } lora ? Read(lora, place + ".lora", depth + 1) : null;
        if (mapping.Take("override_architecture") is not null)
            Notes.Add($"{new RecipePosition(file, node.Line)}: override_architecture has no effect: tensors are matched by name, whatever the architecture.");
        if (!mapping.Has("path") && !mapping.Has("model")) mapping.Missing("path", "the path of a model");
        mapping.Finish();
        if (reference is null || adapter is null) return reference;
        if (reference.Adapter is null) return reference with { Adapter = adapter.ToString() };
        return Fail(node, place);
    }

    private ModelReference? WithRevision(RecipeMapping mapping)
    {
        var path = mapping.Word("path");
        var revision = mapping.Word("revision");
        if (!string.IsNullOrWhiteSpace(path)) return new ModelReference(path) { Revision = revision, Position = mapping.Position };
        return mapping.Node["path"] is YamlScalar value ? Fail(value, mapping.Place + ".path") : null;
    }

    private ModelReference? Fail(YamlNode node, string place)
    {
        problems.Add(RecipeError.Invalid, new RecipePosition(file, node.Line), $"{place} is {node.Describe()}; expected {Expected}.");
        return null;
    }
}
