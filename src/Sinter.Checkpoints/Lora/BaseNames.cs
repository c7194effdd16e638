namespace Sinter.Checkpoints;

/// <summary>
/// Finds the tensor of a base that an adapter's name means. Hugging Face saves one model with or without the name of its backbone in front (<c>model.layers.0...</c> and
/// <c>layers.0...</c>), so that one leading part more or less is allowed where exactly one tensor fits.
/// </summary>
internal sealed class BaseNames(Checkpoint baseModel)
{
    private Dictionary<string, string?>? _withoutFirstPart;

    /// <summary>The tensor's name in the base; null when there is none.</summary>
    public string? Find(string name)
    {
        if (baseModel.TryGet(name, out _)) return name;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0 && baseModel.TryGet(name[(dot + 1)..], out _)) return name[(dot + 1)..];
        return (_withoutFirstPart ??= Index()).GetValueOrDefault(name);
    }

    private Dictionary<string, string?> Index()
    {
        var index = new Dictionary<string, string?>();
        foreach (var tensor in baseModel.Tensors)
        {
            var dot = tensor.Name.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0) continue;
            var rest = tensor.Name[(dot + 1)..];
            index[rest] = index.ContainsKey(rest) ? null : tensor.Name;
        }

        return index;
    }
}
