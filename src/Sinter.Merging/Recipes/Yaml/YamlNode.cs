namespace Sinter.Merging;

/// <summary>A node of a recipe's YAML, with its line.</summary>
internal abstract class YamlNode(int line)
{
    public int Line { get; } = line;

    /// <summary>What it is, in words for messages.</summary>
    public abstract string Describe();

    /// <summary>Nodes in it, aliases counted as often as they are used.</summary>
    public abstract long Size { get; }

    public virtual bool IsNull => false;
}
