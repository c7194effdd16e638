namespace Sinter.Checkpoints;

/// <summary>The few names that a pickle may ask for, and what calling them means here: building a value, never running code.</summary>
/// <param name="Name">The full name, for messages.</param>
/// <param name="Call">Makes the value from the arguments; null for a name that only stands for itself.</param>
/// <param name="Type">The element type the name stands for: a storage class or a dtype.</param>
internal sealed record PickleGlobal(string Name, Func<PickleArguments, object?>? Call = null, PickleElementType? Type = null)
{
    private static readonly Dictionary<string, PickleGlobal> Allowed = new PickleGlobal[]
    {
        new("collections.OrderedDict", static arguments => arguments.Dictionary()),
        new("torch._utils._rebuild_tensor", static arguments => PickleRebuild.Tensor(arguments, 4)),
        new("torch._utils._rebuild_tensor_v2", static arguments => PickleRebuild.Tensor(arguments, 6)),
        new("torch._utils._rebuild_tensor_v3", PickleRebuild.TypedTensor),
        new("torch._utils._rebuild_parameter", static arguments => arguments.Get<PickleTensor>(0)),
        new("torch._utils._rebuild_parameter_with_state", static arguments => arguments.Get<PickleTensor>(0)),
        new("torch._tensor._rebuild_from_type_v2", PickleRebuild.FromType),
        new("torch.Size", static arguments => arguments.Count == 0 ? Array.Empty<object?>() : arguments.Sequence(0)),
        new("torch.device", static arguments => arguments.Get<string>(0)),
        new("torch.Tensor"),
        new("torch.nn.parameter.Parameter"),
    }.ToDictionary(static global => global.Name);

    /// <summary>Looks a name up.</summary>
    /// <exception cref="CheckpointException">The name is not allowed.</exception>
    public static PickleGlobal Find(string path, string module, string name)
    {
        var full = $"{module}.{name}";
        if (Allowed.TryGetValue(full, out var global)) return global;
        if (module is "torch" or "torch.cuda" or "torch.storage" && PickleElementType.OfStorage(name) is { } storage) return new PickleGlobal(full, null, storage);
        if (module is "torch" && PickleElementType.OfName(name) is { } type) return new PickleGlobal(full, null, type);
        throw new CheckpointException(
            CheckpointError.ForbiddenPickle,
            $"{path}: the pickle asks for {Quoted.Name(full)}; only tensors, containers, numbers and text are read and nothing in the file is run. Save the model's state_dict alone, or as safetensors.");
    }
}
