namespace Sinter.Merging;

internal sealed class YamlSequence(int line) : YamlNode(line)
{
    private long _size = 1;

    public List<YamlNode> Items { get; } = [];

    public override long Size => _size;

    public void Add(YamlNode item)
    {
        Items.Add(item);
        _size += item.Size;
    }

    public override string Describe() => $"a list of {Items.Count}";
}
