using System.Collections.Immutable;
using System.Globalization;

namespace Sinter.Merging;

/// <summary>Reads parameter values: a scalar, a gradient, or cases of filter and value. What a scalar means is decided later, by its parameter's
/// kind.</summary>
internal sealed class ParameterReader(RecipeProblems problems, string? file)
{
    /// <summary>The mapping under a key; empty when absent.</summary>
    public ParameterSet ReadSet(RecipeMapping parent, string key)
    {
        var set = new ParameterSet();
        if (parent.Take(key) is not { } node) return set;
        var place = parent.Place.Length == 0 ? key : $"{parent.Place}.{key}";
        return RecipeMapping.Of(node, place, problems, file) is { } mapping ? ReadRest(mapping) : set;
    }

    /// <summary>Every key of a mapping but some.</summary>
    public ParameterSet ReadRest(RecipeMapping mapping, params ReadOnlySpan<string> except)
    {
        var set = new ParameterSet();
        foreach (var key in mapping.Node.Keys)
            if (!except.Contains(key.Text) && mapping.Take(key.Text) is { } node && Value(node, $"{mapping.Place}.{key.Text}") is { } value) set.Add(key.Text,
                value);
        return set;
    }

    private ParameterValue? Value(YamlNode node, string place)
    {
        if (node is YamlMapping) return Case(node, place) is { } single ? new ConditionalValue([single]) { Position = At(node) } : null;
        if (node is not YamlSequence { Items: [YamlMapping, ..] } list) return Simple(node, place);
        var cases = ImmutableArray.CreateBuilder<ParameterCase>();
        for (var index = 0; index < list.Items.Count; index++)
            if (Case(list.Items[index], $"{place}[{index}]") is { } item) cases.Add(item);
        return new ConditionalValue(cases.ToImmutable()) { Position = At(node) };
    }

    private ParameterValue? Simple(YamlNode node, string place)
    {
        if (node is YamlScalar { IsNull: false } scalar) return new ScalarValue(scalar.Text) { Position = At(node) };
        if (node is YamlSequence { Items.Count: > 0 } list && list.Items.TrueForAll(static item => item is YamlScalar { IsNull: false }))
            return new GradientValue([.. list.Items.Select(static item => (object)((YamlScalar)item).Text)]) { Position = At(node) };
        var found = node is YamlSequence { Items.Count: > 0 } ? "a list of mixed kinds" : node is YamlSequence ? "an empty list" : node.Describe();
        problems.Add(RecipeError.Invalid, At(node), $"{place} is {found}; expected a value, a gradient [v0, v1, …], or a list of {{filter, value}}.");
        return null;
    }

    private ParameterCase? Case(YamlNode node, string place)
    {
        if (RecipeMapping.Of(node, place, problems, file) is not { } mapping) return null;
        var filter = mapping.Take("filter") is { } given ? Filter(given, place + ".filter") : TensorFilter.All;
        var value = mapping.Take("value") is { } inner ? Simple(inner, place + ".value") : null;
        if (!mapping.Has("value")) mapping.Missing("value", "a value or a gradient");
        mapping.Finish();
        return filter is null || value is null ? null : new ParameterCase(filter, value);
    }

    private TensorFilter? Filter(YamlNode node, string place)
    {
        if (node is YamlScalar scalar) return TensorFilter.Containing(scalar.Text);
        if (RecipeMapping.Of(node, place, problems, file) is not { } mapping) return null;
        TensorFilter? filter = null;
        if (mapping.Word("regex") is { } pattern) filter = Pattern(mapping, pattern);
        if (mapping.Take("layers") is { } layers) filter = filter is null ? Layers(mapping, layers) : null;
        if (mapping.Has("regex") == mapping.Has("layers"))
            problems.Add(RecipeError.Invalid, mapping.Position,
                $"{place} is {node.Describe()}; expected a part of the tensors' names, {{regex: …}} or {{layers: [first, end]}}.");
        mapping.Finish();
        return filter;
    }

    private TensorFilter? Pattern(RecipeMapping mapping, string pattern)
    {
        try
        {
            if (pattern.Length <= 1000) return TensorFilter.Matching(pattern);
            problems.Add(RecipeError.Invalid, mapping.Position, $"{mapping.Place}.regex has {pattern.Length} characters; at most 1000 are taken.");
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            problems.Add(RecipeError.Invalid, mapping.Position, $"{mapping.Place}.regex cannot be used: {exception.Message.ReplaceLineEndings(" ")}");
        }

        return null;
    }

    private TensorFilter? Layers(RecipeMapping mapping, YamlNode node)
    {
        if (node is YamlSequence { Items: [YamlScalar first, YamlScalar end] }
            && int.TryParse(first.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && int.TryParse(end.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var to) && from < to)
        {
            return TensorFilter.Layers(from, to);
        }

        mapping.Wrong("layers", node, "[first, end] with 0 ≤ first < end");
        return null;
    }

    private RecipePosition At(YamlNode node) => new(file, node.Line);
}
