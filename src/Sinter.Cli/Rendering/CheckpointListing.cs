using Sinter.Checkpoints;

namespace Sinter.Cli;

/// <summary>What <c>inspect</c> shows of one checkpoint; outlives the open files.</summary>
internal sealed record CheckpointListing(
    string Path, IReadOnlyList<string> Files, IReadOnlyDictionary<string, string> Aliases, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<TensorScan> Tensors)
{
    /// <summary>Stored tensors: tied names are not counted twice.</summary>
    public IEnumerable<TensorInfo> Stored => Tensors.Select(static scan => scan.Tensor).Where(tensor => !Aliases.ContainsKey(tensor.Name));

    public long Parameters => Stored.Sum(static tensor => tensor.Shape.Count);

    public long Bytes => Stored.Sum(static tensor => tensor.ByteLength);

    public long NotNumbers => Tensors.Where(scan => !Aliases.ContainsKey(scan.Tensor.Name)).Sum(static scan => scan.NotNumbers);

    public long Infinite => Tensors.Where(scan => !Aliases.ContainsKey(scan.Tensor.Name)).Sum(static scan => scan.Infinite);

    public static CheckpointListing Of(Checkpoint checkpoint, IReadOnlyList<TensorScan> tensors) =>
        new(checkpoint.Path, checkpoint.Files, checkpoint.Aliases, checkpoint.Metadata, tensors);
}
