using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>One tensor of the output: where it comes from and with which settings.</summary>
public sealed class PlannedTensor
{
    /// <summary>Name in the output.</summary>
    public required string Name { get; init; }

    /// <summary>Dimensions in the output.</summary>
    public required TensorShape Shape { get; init; }

    /// <summary>Element type in the output.</summary>
    public required ElementType Type { get; init; }

    /// <summary>The type's name in the output's header.</summary>
    public required string TypeName { get; init; }

    /// <summary>Bytes in the output.</summary>
    public required long ByteLength { get; init; }

    /// <summary>Merged or copied.</summary>
    public required TensorAction Action { get; init; }

    /// <summary>The base's tensor; null without a base.</summary>
    public TensorSource? Base { get; init; }

    /// <summary>The models' tensors, in the recipe's order.</summary>
    public IReadOnlyList<TensorSource> Models { get; init; } = [];

    /// <summary>For a copied tensor, what is copied. <see cref="Models"/> then hold the others, to be compared and reported.</summary>
    public TensorSource? CopySource { get; init; }

    /// <summary>The statistics tensor of each model; null where the file lacks it.</summary>
    public IReadOnlyList<TensorSource?> Statistics { get; init; } = [];

    /// <summary>The method's settings.</summary>
    public required TensorSettings Settings { get; init; }

    /// <summary>The settings of each transform of the plan.</summary>
    public IReadOnlyList<TensorSettings> TransformSettings { get; init; } = [];

    /// <summary>Number of the transformer block it belongs to, or −1.</summary>
    public int Layer { get; init; } = -1;
}
