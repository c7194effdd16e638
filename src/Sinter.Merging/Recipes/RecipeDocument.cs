using System.Collections.Immutable;
using System.Globalization;

namespace Sinter.Merging;

/// <summary>Turns the YAML tree of a recipe into a <see cref="Recipe"/>, noting every problem it meets.</summary>
internal sealed class RecipeDocument(RecipeProblems problems, string? file)
{
    private static readonly string[] Bodies = ["models", "slices", "modules"];

    private readonly ParameterReader _parameters = new(problems, file);
    private readonly ModelReferenceReader _references = new(problems, file);
    private readonly List<string> _notes = [];

    public Recipe Read(RecipeMapping root)
    {
        var method = root.Word("merge_method");
        if (method is null && !root.Has("merge_method")) root.Missing("merge_method", "the name of a merge method, for example ties");
        CheckBodies(root);
        var recipe = new Recipe
        {
            Method = method ?? string.Empty,
            Position = root.Has("merge_method") ? root.PositionOf("merge_method") : root.Position,
            BaseModel = _references.Read(root, "base_model"),
            Models = Models(root, string.Empty, inSlice: false),
            Slices = Slices(root, string.Empty),
            Modules = Modules(root),
            Parameters = _parameters.ReadSet(root, "parameters"),
            Prune = Prune(root),
            DataType = root.Word("dtype"),
            OutType = root.Word("out_dtype"),
            TokenizerSource = TokenizerSource(root),
            ChatTemplate = root.Word("chat_template"),
            OnMismatch = Mismatch(root),
            DensityScope = root.Choice("density_scope", "tensor", "model") is { } scope ? new ScalarValue(scope) { Position = root.PositionOf("density_scope") }
                : null,
            Seed = Seed(root),
            Random = root.Choice("rng", "philox", "mt19937") switch { "philox" => RandomKind.Philox, "mt19937" => RandomKind.Mt19937, _ => null },
        };
        root.Finish();
        return recipe with { Notes = [.. _notes, .. _references.Notes] };
    }

    private void CheckBodies(RecipeMapping root)
    {
        var given = Bodies.Where(root.Has).ToArray();
        if (given.Length == 1) return;
        if (given.Length == 0) root.Missing("models", "models, slices or modules: what to merge");
        else problems.Add(RecipeError.Invalid, root.PositionOf(given[1]),
            $"{string.Join(" and ", given)} are both given; expected exactly one of models, slices and modules.");
    }

    private ImmutableArray<RecipeModel> Models(RecipeMapping parent, string place, bool inSlice)
    {
        var key = inSlice ? "sources" : "models";
        var models = ImmutableArray.CreateBuilder<RecipeModel>();
        var items = parent.List(key);
        for (var index = 0; index < items.Count; index++)
        {
            if (RecipeMapping.Of(items[index], $"{place}{key}[{index}]", problems, file) is not { } mapping) continue;
            var reference = _references.Read(mapping, "model");
            if (reference is null && !mapping.Has("model")) mapping.Missing("model", "the path of a model");
            var (first, end) = inSlice ? LayerRange(mapping) : (null, null);
            models.Add(new RecipeModel(reference ?? "?") { FirstLayer = first, EndLayer = end, Parameters = _parameters.ReadSet(mapping, "parameters") });
            mapping.Finish();
        }

        if (parent.Has(key) && items.Count == 0 && parent.Node[key] is YamlSequence)
            problems.Add(RecipeError.ModelCount, parent.PositionOf(key), $"{place}{key} is empty; expected at least one model.");
        return models.ToImmutable();
    }

    private (int? First, int? End) LayerRange(RecipeMapping mapping)
    {
        if (!mapping.Has("layer_range"))
        {
            mapping.Take("layer_range");
            mapping.Missing("layer_range", "[first, end]: the layers taken, for example [0, 16]");
            return (null, null);
        }

        var value = mapping.Take("layer_range")!;
        if (value is YamlSequence { Items: [YamlScalar first, YamlScalar end] }
            && int.TryParse(first.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && int.TryParse(end.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var to) && from < to)
        {
            return (from, to);
        }

        var found = value is YamlSequence list ? $"[{string.Join(", ", list.Items.Take(4).Select(static item => (item as YamlScalar)?.Text ?? "…"))}]"
            : value.Describe();
        problems.Add(RecipeError.Invalid, mapping.PositionOf("layer_range"),
            $"{mapping.Place}.layer_range is {found}; expected [first, end] with 0 ≤ first < end.");
        return (null, null);
    }

    private ImmutableArray<RecipeSlice> Slices(RecipeMapping parent, string place)
    {
        var slices = ImmutableArray.CreateBuilder<RecipeSlice>();
        var items = parent.List("slices");
        for (var index = 0; index < items.Count; index++)
        {
            var where = $"{place}slices[{index}]";
            if (RecipeMapping.Of(items[index], where, problems, file) is not { } mapping) continue;
            if (!mapping.Has("sources")) mapping.Missing("sources", "a list of models with their layers");
            slices.Add(new RecipeSlice
            {
                Sources = Models(mapping, where + ".", inSlice: true),
                BaseModel = _references.Read(mapping, "base_model"),
                Parameters = _parameters.ReadSet(mapping, "parameters"),
                Position = mapping.Position,
            });
            if (mapping.Take("residual_weight") is not null)
                problems.Add(RecipeError.NotSupported, mapping.PositionOf("residual_weight"),
                    "residual_weight is not supported; mergekit itself has dropped it.");
            mapping.Finish();
        }

        if (parent.Has("slices") && items.Count == 0 && parent.Node["slices"] is YamlSequence)
            problems.Add(RecipeError.ModelCount, parent.PositionOf("slices"), $"{place}slices is empty; expected at least one slice.");
        return slices.ToImmutable();
    }

    private ImmutableArray<RecipeModule> Modules(RecipeMapping root)
    {
        if (root.Take("modules") is not { } node || RecipeMapping.Of(node, "modules", problems, file) is not { } table) return [];
        var modules = ImmutableArray.CreateBuilder<RecipeModule>();
        foreach (var name in table.Node.Keys)
        {
            var where = $"modules.{name.Text}";
            if (RecipeMapping.Of(table.Node[name.Text], where, problems, file) is not { } mapping) continue;
            if (mapping.Has("models") == mapping.Has("slices"))
                problems.Add(RecipeError.Invalid, mapping.Position,
                    $"{where} has {(mapping.Has("models") ? "both models and slices" : "neither models nor slices")}; expected one of them.");
            modules.Add(new RecipeModule(name.Text)
            {
                Prefix = mapping.Word("prefix"),
                Models = Models(mapping, where + ".", inSlice: false),
                Slices = Slices(mapping, where + "."),
                Parameters = _parameters.ReadSet(mapping, "parameters"),
                Position = mapping.Position,
            });
            mapping.Finish();
        }

        if (table.Node.Keys.Count == 0) problems.Add(RecipeError.ModelCount, table.Position, "modules is empty; expected at least one module.");
        return modules.ToImmutable();
    }

    private ImmutableArray<RecipeTransform> Prune(RecipeMapping root)
    {
        var node = root.Take("prune");
        if (node is null) return [];
        IReadOnlyList<YamlNode> items = node is YamlSequence list ? list.Items : [node];
        var transforms = ImmutableArray.CreateBuilder<RecipeTransform>();
        for (var index = 0; index < items.Count; index++)
        {
            if (RecipeMapping.Of(items[index], $"prune[{index}]", problems, file) is not { } mapping) continue;
            var method = mapping.Word("method");
            if (method is null && !mapping.Has("method")) mapping.Missing("method", "the name of a transform, for example lwptv");
            transforms.Add(new RecipeTransform(method ?? string.Empty)
            {
                Parameters = _parameters.ReadRest(mapping, "method"),
                Position = mapping.Has("method") ? mapping.PositionOf("method") : mapping.Position,
            });
        }

        return transforms.ToImmutable();
    }

    private ModelReference? TokenizerSource(RecipeMapping root)
    {
        if (root.Take("tokenizer") is not null)
            problems.Add(RecipeError.NotSupported, root.PositionOf("tokenizer"),
                "a tokenizer block is not supported yet; remove it to keep the base's tokenizer, or name one model with tokenizer_source.");
        if (root.Take("tokenizer_source") is not YamlScalar { Text: var word }) return _references.Read(root, "tokenizer_source");
        if (word == "union")
        {
            problems.Add(RecipeError.NotSupported, root.PositionOf("tokenizer_source"),
                "tokenizer_source: union is not supported yet; say base, or name one model, and on_mismatch: intersect if the vocabularies differ.");
            return null;
        }

        if (word == "base") return null;
        var reference = _references.Read(root, "tokenizer_source");
        return reference is not null && word.StartsWith("model:", StringComparison.Ordinal) && word.Length > 6
            ? new ModelReference(word[6..]) { Position = reference.Position }
            : reference;
    }

    private static OnMismatch Mismatch(RecipeMapping root) => root.Choice("on_mismatch", "error", "base", "skip", "intersect") switch
    {
        "base" => OnMismatch.Base,
        "skip" => OnMismatch.Skip,
        "intersect" => OnMismatch.Intersect,
        _ => OnMismatch.Error,
    };

    private ulong? Seed(RecipeMapping root)
    {
        var word = root.Word("seed");
        if (word is null) return null;
        if (ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)) return seed;
        problems.Add(RecipeError.Invalid, root.PositionOf("seed"), $"seed is '{word}'; expected a whole number from 0 to {ulong.MaxValue}.");
        return null;
    }
}
