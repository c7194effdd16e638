namespace Sinter;

/// <summary>"Did you mean": the known word nearest to a misspelt one.</summary>
internal static class Suggestion
{
    /// <summary>A sentence part such as <c>; did you mean 'weight'?</c>, or the list of what is known when nothing is near.</summary>
    public static string For(string word, IEnumerable<string> known)
    {
        var words = known.Order(StringComparer.Ordinal).ToArray();
        var near = Nearest(word, words);
        if (near is not null) return $"; did you mean '{near}'?";
        return words.Length == 0 ? string.Empty : $"; known: {string.Join(", ", words)}";
    }

    /// <summary>The nearest word within a third of the length, at least one edit; null if there is none.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > 64) return null;
        string? best = null;
        var limit = Math.Max(1, (word.Length + 1) / 3);
        foreach (var candidate in known)
        {
            var distance = Distance(word.ToLowerInvariant(), candidate);
            if (distance > limit) continue;
            limit = distance - 1;
            best = candidate;
        }

        return best;
    }

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.</summary>
    internal static int Distance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) current[j] = Math.Min(current[j], before[j - 2] + 1);
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[b.Length];
    }
}
