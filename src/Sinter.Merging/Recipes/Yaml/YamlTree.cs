using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sinter.Merging;

/// <summary>Builds the tree of a recipe's YAML from the parser's events, within limits that no recipe needs and every YAML bomb exceeds.</summary>
internal sealed class YamlTree
{
    public const int MaximumDepth = 24;
    public const int MaximumNodes = 100_000;
    private const string CoreTag = "tag:yaml.org,2002:";
    private static readonly string[] CoreTags = ["str", "int", "float", "bool", "null", "seq", "map"];

    private readonly Parser _parser;
    private readonly string? _file;
    private readonly Dictionary<AnchorName, YamlNode> _anchors = [];
    private long _nodes;
    private int _depth;

    private YamlTree(string text, string? file)
    {
        _parser = new Parser(new StringReader(text));
        _file = file;
    }

    /// <exception cref="RecipeException">Not YAML, not a single document, or beyond the limits.</exception>
    public static YamlNode Parse(string text, string? file)
    {
        var tree = new YamlTree(text, file);
        try
        {
            return tree.Document();
        }
        catch (YamlException exception)
        {
            throw tree.Error((int)exception.Start.Line, $"this is not YAML: {exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException)
        {
            // The parser's own slips on broken text.
            throw tree.Error((int)(tree._parser.Current?.End.Line ?? 0), "this is not YAML: the text breaks off or is out of order after this line.",
                exception);
        }
    }

    private YamlNode Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _)) throw Error(0, "the recipe is empty; expected at least merge_method and models.");
        _parser.Consume<DocumentStart>();
        var root = Node();
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
            throw Error((int)second.Start.Line, "a second document begins here (---); a recipe file holds one recipe.");
        _parser.Consume<StreamEnd>();
        return root;
    }

    private YamlNode Node()
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias)) return Resolve(alias);
        if (!_parser.Accept<NodeEvent>(out var start)) throw Error(0, "expected a value.");
        var line = (int)start.Start.Line;
        if (!start.Tag.IsEmpty && !start.Tag.IsNonSpecific && !CoreTags.Any(tag => start.Tag.Value == CoreTag + tag))
            throw Error(line, $"the tag {start.Tag} has no place in a recipe; remove it.");
        Count(line, 1);
        if (++_depth > MaximumDepth) throw Error(line, $"nested deeper than {MaximumDepth} levels, which no recipe needs.");
        YamlNode node = start switch
        {
            Scalar scalar => Leaf(scalar, line),
            SequenceStart => Sequence(line),
            _ => Mapping(line),
        };
        _depth--;
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor] = node;
        return node;
    }

    private YamlScalar Leaf(Scalar scalar, int line)
    {
        _parser.Consume<Scalar>();
        return new YamlScalar(line, scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    private YamlSequence Sequence(int line)
    {
        _parser.Consume<SequenceStart>();
        var sequence = new YamlSequence(line);
        while (!_parser.TryConsume<SequenceEnd>(out _)) sequence.Add(Node());
        return sequence;
    }

    private YamlMapping Mapping(int line)
    {
        _parser.Consume<MappingStart>();
        var mapping = new YamlMapping(line);
        var merged = new List<YamlNode>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (Node() is not YamlScalar key) throw Error(line, "a key must be a word.");
            var value = Node();
            if (key is { Plain: true, Text: "<<" }) merged.Add(value);
            else if (!mapping.TryAdd(key, value)) throw Error(key.Line, $"the key '{key.Text}' is given twice.");
        }

        foreach (var value in merged) Merge(mapping, value);
        return mapping;
    }

    /// <summary>The merge key: adds what the mapping lacks.</summary>
    private void Merge(YamlMapping target, YamlNode value)
    {
        if (value is YamlSequence list)
        {
            foreach (var item in list.Items) Merge(target, item is YamlMapping ? item : throw Error(item.Line, "'<<' takes mappings."));
            return;
        }

        if (value is not YamlMapping source) throw Error(value.Line, "'<<' takes a mapping.");
        Count(value.Line, source.Size);
        foreach (var key in source.Keys) target.TryAdd(key, source[key.Text]);
    }

    private YamlNode Resolve(AnchorAlias alias)
    {
        var line = (int)alias.Start.Line;
        if (!_anchors.TryGetValue(alias.Value, out var node)) throw Error(line, $"the alias *{alias.Value} refers to nothing before it.");
        Count(line, node.Size);
        return node;
    }

    private void Count(int line, long nodes)
    {
        _nodes += nodes;
        if (_nodes > MaximumNodes) throw Error(line, $"more than {MaximumNodes} values, aliases counted as often as they are used, which no recipe needs.");
    }

    private RecipeException Error(int line, string message, Exception? inner = null) =>
        new(RecipeError.Syntax, $"{new RecipePosition(_file, line)}: {message}", inner);
}
