namespace Sinter.Merging;

/// <summary>Lists the tensors of a tower's output: the union of its models' names, or the layers of its slices in new order.</summary>
internal sealed class SlotBuilder(RecipeProblems problems)
{
    /// <summary>The slots, and for a sliced tower how its layers changed.</summary>
    public (List<TensorSlot> Slots, LayerChange? Change) Build(Tower tower) =>
        tower.Sliced ? Sliced(tower) : (Whole(tower), null);

    private static List<TensorSlot> Whole(Tower tower)
    {
        var group = tower.Groups[0];
        var names = group.Inputs.SelectMany(static input => input.Checkpoint.Tensors).Select(static tensor => tensor.Name).Where(tower.Owns).ToHashSet();
        var layers = new LayerNames(names);
        var slots = new List<TensorSlot>(names.Count);
        foreach (var name in names)
        {
            var place = layers.Find(name);
            var t = place is { } found ? Place(found.Layer, layers.Stacks[found.Stack]) : 0;
            slots.Add(Slot(name, place?.Layer ?? -1, t, group, _ => name));
        }

        return slots;
    }

    private (List<TensorSlot> Slots, LayerChange? Change) Sliced(Tower tower)
    {
        var reference = tower.Groups[0].Reference.Checkpoint;
        var names = new LayerNames(reference.Tensors.Select(static tensor => tensor.Name).Where(tower.Owns));
        if (names.Stacks.Count != 1)
        {
            var found = names.Stacks.Count == 0 ? "no numbered layers"
                : $"{names.Stacks.Count} stacks of layers ({string.Join(", ", names.Stacks.Keys.Order(StringComparer.Ordinal).Take(4))})";
            problems.Add(RecipeError.NotSupported, tower.Groups[0].Position,
                $"slices need one stack of layers, but {tower.Name ?? reference.Path} has {found}; give each tower its own entry under modules.");
            return ([], null);
        }

        var (stack, count) = names.Stacks.Single();
        var slots = new List<TensorSlot>();
        var origins = new List<int>();
        foreach (var group in tower.Groups)
        {
            if (!CheckRange(group, stack, tower.Owns)) continue;
            for (var index = 0; index < group.Layers; index++)
            {
                slots.AddRange(Layer(group, stack, tower.Owns, origins.Count, index));
                origins.Add(group.Reference.FirstLayer + index);
            }
        }

        slots.AddRange(Outside(tower, tower.Groups[0], names, first: true));
        slots.AddRange(Outside(tower, tower.Groups[^1], names, first: false));
        return (slots, new LayerChange(reference, stack, count, origins));
    }

    private bool CheckRange(ModelGroup group, string stack, Func<string, bool> owns)
    {
        foreach (var input in group.Inputs)
        {
            var count = new LayerNames(input.Checkpoint.Tensors.Select(static tensor => tensor.Name).Where(owns)).Stacks.GetValueOrDefault(stack);
            if (input.FirstLayer + group.Layers <= count) continue;
            var end = input.FirstLayer + group.Layers;
            problems.Add(RecipeError.OutOfRange, group.Position,
                $"layer_range [{input.FirstLayer}, {end}] asks for more layers than {input.Checkpoint.Path} has: {count} in {stack}*.");
            return false;
        }

        return true;
    }

    private static IEnumerable<TensorSlot> Layer(ModelGroup group, string stack, Func<string, bool> owns, int layer, int index)
    {
        var rests = new HashSet<string>();
        foreach (var input in group.Inputs)
        {
            var prefix = $"{stack}{input.FirstLayer + index}.";
            foreach (var tensor in input.Checkpoint.Tensors)
                if (tensor.Name.StartsWith(prefix, StringComparison.Ordinal) && owns(tensor.Name)) rests.Add(tensor.Name[(prefix.Length - 1)..]);
        }

        var t = Place(index, group.Layers);
        return rests.Select(rest => Slot($"{stack}{layer}{rest}", layer, t, group, input => $"{stack}{input.FirstLayer + index}{rest}"));
    }

    // What stands before the layers goes with the first slice, what stands after them with the last.
    private static IEnumerable<TensorSlot> Outside(Tower tower, ModelGroup group, LayerNames layers, bool first) =>
        group.Inputs.SelectMany(static input => input.Checkpoint.Tensors).Select(static tensor => tensor.Name).Distinct()
            .Where(name => tower.Owns(name) && layers.Find(name) is null && OuterTensors.ComeFirst(name) == first)
            .Select(name => Slot(name, -1, 0, group, _ => name));

    private static TensorSlot Slot(string name, int layer, double t, ModelGroup group, Func<GroupModel, string> inputName) =>
        new(name, layer, t, group, [.. group.Models.Select(inputName)], group.Base is { } origin ? inputName(origin) : name);

    /// <summary>t of a layer; 1 for an only layer, as in mergekit.</summary>
    private static double Place(int layer, int layers) => layers > 1 ? (double)layer / (layers - 1) : 1;
}
