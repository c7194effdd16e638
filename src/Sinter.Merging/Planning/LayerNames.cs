using System.Globalization;

namespace Sinter.Merging;

/// <summary>
/// Reads layer numbers from tensor names. A layer's number is the first all-digit part of a name that follows a container's word (<c>layers</c>, <c>layer</c>,
/// <c>h</c>, <c>blocks</c>, <c>block</c>, <c>resblocks</c>). In a model none of whose names has one, it is the first all-digit part, where such parts count 0, 1, 2 …
/// without a gap.
/// </summary>
internal sealed class LayerNames
{
    private static readonly string[] Containers = ["layers", "layer", "h", "blocks", "block", "resblocks"];

    private readonly bool _known;
    private readonly Dictionary<string, int> _stacks = [];

    /// <param name="names">All tensor names of a model.</param>
    public LayerNames(IEnumerable<string> names)
    {
        var all = names as IReadOnlyCollection<string> ?? [.. names];
        _known = all.Any(static name => Split(name, known: true) is not null);
        var numbers = new Dictionary<string, HashSet<int>>();
        foreach (var name in all)
        {
            if (Split(name, _known) is not { } place) continue;
            if (!numbers.TryGetValue(place.Stack, out var set)) numbers.Add(place.Stack, set = []);
            set.Add(place.Layer);
        }

        foreach (var (stack, set) in numbers)
        {
            var last = 0;
            foreach (var number in set) last = Math.Max(last, number);
            if (_known || (set.Count > 1 && last == set.Count - 1)) _stacks.Add(stack, last + 1);
        }
    }

    /// <summary>Number of layers by the names' part before the number, for example <c>model.layers.</c>.</summary>
    public IReadOnlyDictionary<string, int> Stacks => _stacks;

    /// <summary>The layer a name belongs to; null for a tensor outside the layers.</summary>
    public LayerPlace? Find(string name) => Split(name, _known) is { } place && _stacks.ContainsKey(place.Stack) ? place : null;

    private static LayerPlace? Split(string name, bool known)
    {
        var start = 0;
        var previous = string.Empty;
        while (start < name.Length)
        {
            var dot = name.IndexOf('.', start);
            var end = dot < 0 ? name.Length : dot;
            if (start > 0 && Number(name.AsSpan(start, end - start)) is { } layer
                && (known ? Containers.Contains(previous) : previous.AsSpan().ContainsAnyExceptInRange('0', '9')))
                return new LayerPlace(name[..start], layer, name[end..]);
            previous = name[start..end];
            start = end + 1;
        }

        return null;
    }

    private static int? Number(ReadOnlySpan<char> part) =>
        part.Length is > 0 and <= 6 && !part.ContainsAnyExceptInRange('0', '9') && (part.Length == 1 || part[0] != '0')
            ? int.Parse(part, NumberStyles.None, CultureInfo.InvariantCulture) : null;
}
