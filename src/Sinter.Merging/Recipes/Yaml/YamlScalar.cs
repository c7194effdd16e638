namespace Sinter.Merging;

internal sealed class YamlScalar(int line, string text, bool plain) : YamlNode(line)
{
    public string Text { get; } = text;

    /// <summary>Written without quotes.</summary>
    public bool Plain { get; } = plain;

    public override long Size => 1;

    public override bool IsNull => Plain && Text is "" or "~" or "null" or "Null" or "NULL";

    public override string Describe() => IsNull ? "nothing" : $"'{(Text.Length > 60 ? Text[..60] + "…" : Text).ReplaceLineEndings(" ")}'";
}
