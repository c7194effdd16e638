using Sinter.Checkpoints;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Finds a slot's tensor in every input and decides what becomes of it: merged, copied, left out, or a mismatch.</summary>
internal sealed class TensorMatcher(OnMismatch policy, ElementType? outputType, CheckpointPool pool, MismatchReport report)
{
    /// <summary>Tensors left out.</summary>
    public List<SkippedTensor> Skipped { get; } = [];

    /// <summary>Tensors whose copy from the base replaces a merge.</summary>
    public List<string> TakenFromBase { get; } = [];

    /// <summary>Vocabularies cut.</summary>
    public List<CutTensor> Cut { get; } = [];

    /// <summary>The slot's tensor without settings; null when it is left out or, with the mismatch reported, cannot be had.</summary>
    public MatchedTensor? Match(TensorSlot slot)
    {
        var group = slot.Group;
        var models = group.Models.Select((model, index) => Find(model.Checkpoint, slot.InputNames[index])).ToArray();
        var origin = group.Base is { } read ? Find(read.Checkpoint, slot.BaseName) : null;
        TensorSource?[] inputs = group.Base is null ? models : [origin, .. models];
        if (Tied(inputs) is { } target) return Tie(slot, target);
        if (Array.Exists(inputs, static input => input is null)) return Missing(slot, inputs, origin);

        var first = inputs[0]!.Tensor;
        var floats = Array.TrueForAll(inputs, static input => input!.Tensor.Type.IsFloat());
        var sameKind = floats || Array.TrueForAll(inputs, input => input!.Tensor.TypeName == first.TypeName);
        if (inputs.Any(input => !input!.Tensor.Shape.Equals(first.Shape)) || !sameKind) return Mismatched(slot, inputs!, origin, floats);
        return floats && first.Shape.Rank > 0 ? Merged(slot, origin, models!, first.Shape) : Copied(origin ?? LentLike(slot, first) ?? inputs[0]!, models!);
    }

    private MatchedTensor? Tie(TensorSlot slot, string target)
    {
        Skipped.Add(new SkippedTensor(slot.Name, $"tied to '{target}'") { TiedTo = target });
        return null;
    }

    private static TensorSource? Find(Checkpoint checkpoint, string name) => checkpoint.TryGet(name, out var tensor) ? new TensorSource(checkpoint, tensor)
        : null;

    // A name that every input that has it stores under one other name: the output ties it the same way by not storing it either.
    private static string? Tied(TensorSource?[] inputs)
    {
        string? target = null;
        foreach (var input in inputs)
        {
            if (input is null) continue;
            if (!input.Checkpoint.Aliases.TryGetValue(input.Tensor.Name, out var stored) || (target is not null && target != stored)) return null;
            target = stored;
        }

        return target;
    }

    private MatchedTensor? Missing(TensorSlot slot, TensorSource?[] inputs, TensorSource? origin)
    {
        if (ComputedBuffers.Contains(slot.Name)) return origin is null ? Skip(slot, "a buffer that some inputs lack and programs compute") : Copied(origin, []);
        return policy switch
        {
            OnMismatch.Base => FromBase(slot, origin, "some models lack it"),
            OnMismatch.Skip => Skip(slot, "some inputs lack it"),
            _ => Report(() => report.Missing(slot, inputs, pool)),
        };
    }

    private MatchedTensor? Mismatched(TensorSlot slot, TensorSource[] inputs, TensorSource? origin, bool floats)
    {
        switch (policy)
        {
            case OnMismatch.Base: return FromBase(slot, origin, "shapes or types differ");
            case OnMismatch.Skip: return Skip(slot, "shapes or types differ");
            case OnMismatch.Intersect when floats && OuterTensors.IsVocabulary(slot.Name) && RowsDiffer(inputs): return Intersection(slot, inputs, origin);
            default: return Report(() => report.Mismatched(slot, inputs, pool));
        }
    }

    private static bool RowsDiffer(TensorSource[] inputs)
    {
        var first = inputs[0].Tensor.Shape;
        return first.Rank > 0
            && inputs.All(input => input.Tensor.Shape.Rank == first.Rank
            && input.Tensor.Shape.Dimensions.AsSpan()[1..].SequenceEqual(first.Dimensions.AsSpan()[1..]));
    }

    private MatchedTensor Intersection(TensorSlot slot, TensorSource[] inputs, TensorSource? origin)
    {
        var rows = inputs.Min(static input => input.Tensor.Shape[0]);
        var first = inputs[0].Tensor.Shape;
        Cut.Add(new CutTensor(slot.Name, first[0], rows));
        return Merged(slot, origin, origin is null ? inputs : inputs[1..], new TensorShape([rows, .. first.Dimensions.AsSpan()[1..]]));
    }

    private MatchedTensor? FromBase(TensorSlot slot, TensorSource? origin, string reason)
    {
        var source = origin ?? Lent(slot);
        if (source is null) return Skip(slot, $"{reason}, and the base has none");
        TakenFromBase.Add(slot.Name);
        return Copied(source, []);
    }

    private MatchedTensor Merged(TensorSlot slot, TensorSource? origin, TensorSource[] models, TensorShape shape)
    {
        var type = outputType ?? (origin ?? Lent(slot) ?? models[0]).Tensor.Type;
        if (!type.IsFloat()) type = models[0].Tensor.Type;
        return new MatchedTensor(TensorAction.Merge, new TensorInfo(slot.Name, type, shape), origin, models, null);
    }

    private static MatchedTensor Copied(TensorSource source, TensorSource[] others) =>
        new(TensorAction.Copy, source.Tensor, null, [.. others.Where(other => other != source)], source);

    // The tensor of a base that the method does not read. In a slice its layers are known only when it is one of the sources.
    private static TensorSource? Lent(TensorSlot slot)
    {
        if (slot.Group.Lender is not { } lender) return null;
        for (var model = 0; model < slot.Group.Models.Count; model++)
            if (ReferenceEquals(slot.Group.Models[model].Checkpoint, lender)) return Find(lender, slot.InputNames[model]);
        return slot.Group.Layers == 0 || slot.Layer < 0 ? Find(lender, slot.Name) : null;
    }

    private static TensorSource? LentLike(TensorSlot slot, TensorInfo like) =>
        Lent(slot) is { } lent && lent.Tensor.Shape.Equals(like.Shape) && lent.Tensor.TypeName == like.TypeName ? lent : null;

    private MatchedTensor? Skip(TensorSlot slot, string reason)
    {
        Skipped.Add(new SkippedTensor(slot.Name, reason));
        return null;
    }

    private static MatchedTensor? Report(Action report)
    {
        report();
        return null;
    }
}
