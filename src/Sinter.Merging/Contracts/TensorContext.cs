using Sinter.Checkpoints;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>What a method may know of a tensor before it sees numbers.</summary>
public sealed class TensorContext
{
    /// <summary>Elements a <see cref="Block"/> holds at most, unless a stage's alignment asks for longer rows. Fixed, so that sums do not depend on threads or memory.</summary>
    public const int BlockLength = 8192;

    /// <summary>Number of the tensor among those merged, in output order.</summary>
    public required int Index { get; init; }

    /// <summary>Name in the output.</summary>
    public required string Name { get; init; }

    /// <summary>Dimensions.</summary>
    public required TensorShape Shape { get; init; }

    /// <summary>Number of models merged; the base is not among them.</summary>
    public required int Models { get; init; }

    /// <summary>Whether there is a base; a method on task vectors always has one.</summary>
    public required bool HasBase { get; init; }

    /// <summary>The parameters' values.</summary>
    public required TensorSettings Settings { get; init; }

    /// <summary>Workers that may call a stage at once; <see cref="Block.Worker"/> is below it.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Elements a block holds; a multiple of every stage's alignment. The last block may be shorter.</summary>
    public int BlockSize { get; internal set; } = BlockLength;

    /// <summary>Number of blocks; 0 for a tensor without elements.</summary>
    public int BlockCount => checked((int)((Shape.Count + BlockSize - 1) / BlockSize));

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Count;

    /// <summary>Random numbers of this tensor, keyed by the run's seed.</summary>
    public UniformStream Uniforms { get; internal set; } = null!;

    /// <summary>Where large memory for a tensor comes from and goes back to.</summary>
    internal BufferPool Buffers { get; init; } = BufferPool.None;

    /// <summary>The statistics tensor of each model, null where the file lacks it; empty without statistics.</summary>
    public IReadOnlyList<TensorInfo?> Statistics { get; init; } = [];

    /// <summary>The length of the last dimension; 1 for a scalar.</summary>
    public long RowLength => Shape.Rank == 0 ? 1 : Shape[Shape.Rank - 1];
}
