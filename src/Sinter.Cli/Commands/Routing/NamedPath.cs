namespace Sinter.Cli;

/// <summary>NAME=WHERE on a command line; a bare WHERE has no name.</summary>
internal readonly record struct NamedPath(string? Name, string Where)
{
    public static NamedPath Parse(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? new NamedPath(text[..at], text[(at + 1)..]) : new NamedPath(null, text);
    }
}
