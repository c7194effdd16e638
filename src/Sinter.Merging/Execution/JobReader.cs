using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Reads whole tensors of a job for a stage that prepares; transforms before that stage are applied.</summary>
internal sealed class JobReader(TensorJob job, TensorContext context, int transforms, WorkerMemory memory, WorkerPool workers, int worker, CancellationToken cancellation)
    : TensorReader
{
    public override TensorContext Tensor => context;

    public override WorkerPool Workers => workers;

    public override CancellationToken Cancellation => cancellation;

    public override void ReadBase(Span<float> destination) =>
        Read(job.Planned.Base ?? throw new InvalidOperationException($"Tensor '{context.Name}' has no base."), job.Count, destination);

    public override void ReadModel(int model, Span<float> destination)
    {
        if (transforms > 0)
        {
            ReadTransformed(model, destination);
            return;
        }

        Read(job.Planned.Models[model], job.Count, destination);
        if (!job.TaskVectors) return;
        memory.Fit(job);
        for (var start = 0; start < destination.Length; start += job.BlockSize)
        {
            var part = destination.Slice(start, Math.Min(job.BlockSize, destination.Length - start));
            var origin = memory.Values.Span[..part.Length];
            ReadPart(job.Planned.Base!, start, origin);
            TensorPrimitives.Subtract(part, origin, part);
        }
    }

    public override void ReadStatistics(int model, Span<float> destination)
    {
        var source = job.Planned.Statistics[model] ?? throw new InvalidOperationException($"Model {model} has no statistics for tensor '{context.Name}'.");
        Read(source, source.Tensor.Shape.Count, destination);
    }

    private void ReadTransformed(int model, Span<float> destination)
    {
        memory.Fit(job);
        for (var index = 0; index < job.ChunkCount; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var chunk = job.Chunk(index);
            ChunkLoader.Read(job, chunk, memory);
            for (var block = 0; block * job.BlockSize < chunk.Length; block++)
            {
                var loaded = ChunkLoader.Load(job, chunk, block, memory, worker, transforms, checkFinite: false);
                loaded.Model(model).CopyTo(destination[(int)loaded.Offset..]);
            }
        }
    }

    private void Read(TensorSource source, long count, Span<float> destination)
    {
        if (destination.Length != count)
            throw new ArgumentException($"Tensor '{source.Tensor.Name}' has {count} elements, the destination {destination.Length}.", nameof(destination));
        memory.Fit(job);

        // The result buffer holds eight bytes an element, enough for any stored type. Statistics may have more elements than their tensor.
        var most = (int)Math.Min(int.MaxValue / sizeof(double), memory.Result.Length / sizeof(double));
        for (var start = 0; start < destination.Length; start += most)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadPart(source, start, destination.Slice(start, Math.Min(most, destination.Length - start)));
        }
    }

    private void ReadPart(TensorSource source, long start, Span<float> destination)
    {
        var size = source.Tensor.Type.Size();
        var stored = memory.Result.Slice(0, destination.Length * size);
        source.Checkpoint.Read(source.Tensor, start * size, stored);
        ElementConversion.ToSingle(source.Tensor.Type, stored, destination);
        if (!ElementLimits.AreFinite(destination)) throw NonFinite.Input(source, start, destination);
    }
}
