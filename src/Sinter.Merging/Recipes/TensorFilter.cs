using System.Text.RegularExpressions;

namespace Sinter.Merging;

/// <summary>Chooses tensors by name or layer.</summary>
public abstract class TensorFilter
{
    private protected TensorFilter()
    {
    }

    /// <summary>Every tensor.</summary>
    public static TensorFilter All { get; } = new Everything();

    /// <summary>Whether it is one of Sinter's additions to the recipe language.</summary>
    internal virtual bool IsOwnSchema => false;

    /// <summary>Tensors whose names contain a text; <c>*</c> and the empty text match every tensor.</summary>
    public static implicit operator TensorFilter(string text) => Containing(text);

    /// <summary>Tensors whose names contain a text; <c>*</c> and the empty text match every tensor.</summary>
    public static TensorFilter Containing(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text is "*" or "" ? All : new Substring(text);
    }

    /// <summary>Tensors whose names a regular expression finds a match in. It is run without backtracking, in time linear in the name.</summary>
    /// <exception cref="ArgumentException">The expression is malformed.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking: look-around, back-references or atomic groups.</exception>
    public static TensorFilter Matching(string pattern) => new Pattern(pattern);

    /// <summary>Tensors of the layers <paramref name="first"/> up to, not including, <paramref name="end"/>.</summary>
    public static TensorFilter Layers(int first, int end) => new LayerRange(first, end);

    internal abstract bool Matches(string name, int layer);

    private sealed class Everything : TensorFilter
    {
        internal override bool Matches(string name, int layer) => true;
    }

    private sealed class Substring(string text) : TensorFilter
    {
        internal override bool Matches(string name, int layer) => name.Contains(text, StringComparison.Ordinal);
    }

    private sealed class Pattern(string pattern) : TensorFilter
    {
        private readonly Regex _regex = new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

        internal override bool IsOwnSchema => true;

        internal override bool Matches(string name, int layer) => _regex.IsMatch(name);
    }

    private sealed class LayerRange(int first, int end) : TensorFilter
    {
        internal override bool IsOwnSchema => true;

        internal override bool Matches(string name, int layer) => layer >= first && layer < end;
    }
}
