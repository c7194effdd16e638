namespace Sinter.Checkpoints;

/// <summary>
/// Finds the tensors in what a pickle built. Nested dictionaries and lists give dotted names. Training checkpoints keep the model under one key beside optimizer and counters:
/// when the outermost dictionary has no tensor of its own, the first of <see cref="Wrappers"/> that it has with tensors inside is taken for the model, and the rest left out.
/// </summary>
internal sealed class StateDictionary
{
    private const int Deepest = 64;
    private const int LongestName = 4096;
    private const int MostVisits = 1_000_000;
    private static readonly string[] Wrappers = ["state_dict", "model_state_dict", "model_state", "model", "params_ema", "params", "net", "module", "weights"];
    private readonly string _path;
    private readonly HashSet<string> _found = [];
    private readonly List<KeyValuePair<string, PickleTensor>> _ordered = [];
    private int _visits;

    private StateDictionary(string path) => _path = path;

    /// <summary>The model's tensors with their full names, in the file's order.</summary>
    /// <exception cref="CheckpointException">Two tensors get one name, a key is neither text nor number, or the nesting has no end.</exception>
    public static IReadOnlyList<KeyValuePair<string, PickleTensor>> Tensors(string path, object? root)
    {
        if (root is PickleTensor single) return [new("tensor", single)];
        var search = new StateDictionary(path);
        search.Visit("", search.Unwrap(root), 0, named: true);
        return search._ordered;
    }

    /// <summary>Every tensor anywhere, unnamed.</summary>
    public static IEnumerable<PickleTensor> AllTensors(string path, object? root)
    {
        var search = new StateDictionary(path);
        search.Visit("", root, 0, named: false);
        return search._ordered.Select(static pair => pair.Value);
    }

    private object? Unwrap(object? root)
    {
        for (var depth = 0; depth < Deepest && root is PickleDictionary dictionary && !dictionary.Entries.Any(static entry => entry.Value is PickleTensor); depth++)
        {
            var inner = Wrappers.Select(name => dictionary.TryGet(name, out var value) ? value : null).FirstOrDefault(value => value is PickleDictionary && HasTensors(value, depth));
            if (inner is null) break;
            root = inner;
        }

        return root;
    }

    private bool HasTensors(object? value, int depth)
    {
        CountVisit("", depth);
        return value switch
        {
            PickleTensor => true,
            PickleDictionary dictionary => dictionary.Entries.Any(entry => IsContainer(entry.Value) && HasTensors(entry.Value, depth + 1)),
            IReadOnlyList<object?> items => items.Any(item => IsContainer(item) && HasTensors(item, depth + 1)),
            _ => false,
        };
    }

    private void Visit(string name, object? value, int depth, bool named)
    {
        CountVisit(name, depth);
        switch (value)
        {
            case PickleTensor tensor:
                if (named && !_found.Add(name)) throw new CheckpointException(CheckpointError.InvalidPickle, $"{_path}: two tensors are named {Quoted.Name(name)}.");
                _ordered.Add(new(name, tensor));
                break;
            case PickleDictionary dictionary:
                foreach (var (key, item) in Latest(dictionary))
                    if (IsContainer(item)) Visit(named ? Join(name, key) : "", item, depth + 1, named);
                break;
            case IReadOnlyList<object?> items:
                for (var i = 0; i < items.Count; i++)
                    if (IsContainer(items[i])) Visit(named ? Join(name, (long)i) : "", items[i], depth + 1, named);
                break;
        }
    }

    private void CountVisit(string name, int depth)
    {
        if (++_visits > MostVisits || depth > Deepest)
            throw new CheckpointException(CheckpointError.InvalidPickle, $"{_path}: its dictionaries are nested without end near {Quoted.Name(name)}.");
    }

    private static bool IsContainer(object? value) => value is PickleTensor or PickleDictionary or IReadOnlyList<object?>;

    // A key that is set twice has the last value, as in Python.
    private static IEnumerable<KeyValuePair<object?, object?>> Latest(PickleDictionary dictionary)
    {
        var last = new Dictionary<string, int>();
        for (var i = 0; i < dictionary.Entries.Count; i++)
            if (dictionary.Entries[i].Key is string key) last[key] = i;
        for (var i = 0; i < dictionary.Entries.Count; i++)
            if (dictionary.Entries[i].Key is not string key || last[key] == i) yield return dictionary.Entries[i];
    }

    private string Join(string name, object? key)
    {
        var part = key as string ?? (key is long number
            ? number.ToString()
            : throw new CheckpointException(CheckpointError.InvalidPickle, $"{_path}: a key near {Quoted.Name(name)} is neither text nor a number."));
        if (name.Length + part.Length > LongestName)
            throw new CheckpointException(CheckpointError.InvalidPickle, $"{_path}: a tensor's name has more than {LongestName} characters: {Quoted.Name(part)}.");
        return name.Length == 0 ? part : $"{name}.{part}";
    }
}
