using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>Copies tensors from a checkpoint into a file, in pieces, on several threads.</summary>
internal sealed class TensorCopy : WorkItem
{
    private const int PieceBytes = 4 << 20;
    private readonly Checkpoint _checkpoint;
    private readonly SafetensorsWriter _writer;
    private readonly List<(TensorInfo Tensor, long Offset)> _pieces = [];
    private readonly NativeBuffer<byte>?[] _buffers;
    private readonly CancellationToken _cancellation;
    private readonly IProgress<double>? _progress;
    private readonly long _total;
    private long _done;

    private TensorCopy(
        Checkpoint checkpoint, SafetensorsWriter writer, IEnumerable<TensorInfo> tensors, int threads, long done, long total, IProgress<double>? progress, CancellationToken cancellation)
    {
        _checkpoint = checkpoint;
        _writer = writer;
        _buffers = new NativeBuffer<byte>?[threads];
        _done = done;
        _total = total;
        _progress = progress;
        _cancellation = cancellation;
        foreach (var tensor in tensors)
            for (var offset = 0L; offset < tensor.ByteLength; offset += PieceBytes) _pieces.Add((tensor, offset));
    }

    public static void Run(
        Checkpoint checkpoint, SafetensorsWriter writer, IEnumerable<TensorInfo> tensors, int threads, long done, long total, IProgress<double>? progress, CancellationToken cancellation)
    {
        var copy = new TensorCopy(checkpoint, writer, tensors, threads, done, total, progress, cancellation);
        try
        {
            using var pool = new WorkerPool(threads);
            pool.Run(copy._pieces.Count, copy);
        }
        finally
        {
            foreach (var buffer in copy._buffers) buffer?.Dispose();
        }
    }

    public override void Execute(int index, int worker)
    {
        _cancellation.ThrowIfCancellationRequested();
        var (tensor, offset) = _pieces[index];
        var piece = (_buffers[worker] ??= new NativeBuffer<byte>(PieceBytes)).Span[..(int)Math.Min(PieceBytes, tensor.ByteLength - offset)];
        _checkpoint.Read(tensor, offset, piece);
        _writer.Write(tensor, offset, piece);
        _progress?.Report((double)Interlocked.Add(ref _done, piece.Length) / _total);
    }
}
