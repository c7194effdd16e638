namespace Sinter.Merging;

internal sealed class YamlMapping(int line) : YamlNode(line)
{
    private readonly Dictionary<string, YamlNode> _values = [];
    private long _size = 1;

    /// <summary>Keys with their lines, in the order of the text.</summary>
    public List<YamlScalar> Keys { get; } = [];

    public override long Size => _size;

    public YamlNode this[string key] => _values[key];

    public YamlNode? Find(string key) => _values.GetValueOrDefault(key);

    public bool TryAdd(YamlScalar key, YamlNode value)
    {
        if (!_values.TryAdd(key.Text, value)) return false;
        Keys.Add(key);
        _size += 1 + value.Size;
        return true;
    }

    public override string Describe() => Keys.Count == 0 ? "an empty mapping" : $"a mapping with '{Keys[0].Text}'";
}
