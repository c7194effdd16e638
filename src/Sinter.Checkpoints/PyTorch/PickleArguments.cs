namespace Sinter.Checkpoints;

/// <summary>The arguments of a call in a pickle, with checked access.</summary>
internal sealed class PickleArguments(string function, object?[] values, PickleInput input)
{
    public int Count => values.Length;

    public T Get<T>(int index) => index < values.Length && values[index] is T value ? value : throw Wrong(index, typeof(T).Name);

    public long Number(int index) => Get<long>(index);

    /// <summary>A tuple or list.</summary>
    public object?[] Sequence(int index)
    {
        switch (index < values.Length ? values[index] : throw Wrong(index, "sequence"))
        {
            case object?[] tuple: return tuple;
            case List<object?> list:
                input.Spend(list.Count);
                return [.. list];
            default: throw Wrong(index, "sequence");
        }
    }

    /// <summary>A tuple or list of whole numbers.</summary>
    public long[] Numbers(int index)
    {
        var sequence = Sequence(index);
        input.Spend(sequence.Length);
        var numbers = new long[sequence.Length];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = sequence[i] is long number ? number : throw Wrong(index, "sequence of whole numbers");
        return numbers;
    }

    /// <summary>No argument, a dictionary, or a list of pairs: what dictionaries are made from.</summary>
    public PickleDictionary Dictionary()
    {
        var result = new PickleDictionary();
        if (values.Length == 0) return result;
        if (values[0] is PickleDictionary other)
        {
            input.Spend(other.Entries.Count);
            result.Entries.AddRange(other.Entries);
            return result;
        }

        var pairs = Sequence(0);
        input.Spend(pairs.Length);
        foreach (var item in pairs)
        {
            switch (item)
            {
                case object?[] { Length: 2 } pair: result.Entries.Add(new(pair[0], pair[1])); break;
                case List<object?> { Count: 2 } pair: result.Entries.Add(new(pair[0], pair[1])); break;
                default: throw Wrong(0, "sequence of pairs");
            }
        }

        return result;
    }

    /// <summary>Arguments of a call within this one.</summary>
    public PickleArguments Inner(string inner, int index) => new(inner, Sequence(index), input);

    public CheckpointException Broken(string what) => input.Broken($"calls {function} and {what}");

    private CheckpointException Wrong(int index, string expected) =>
        Broken(index < values.Length ? $"argument {index} is not a {expected}" : $"passes {values.Length} arguments, argument {index} is missing");
}
