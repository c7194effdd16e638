using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Reads a job's chunks and widens their blocks to float32, task vectors formed and earlier transforms applied.</summary>
internal static unsafe class ChunkLoader
{
    /// <summary>Reads a chunk of every input as stored.</summary>
    public static void Read(TensorJob job, int chunk, WorkerMemory memory)
    {
        var (start, length) = Extent(job, chunk);
        Read(job, start, length, memory);
    }

    /// <summary>Reads and widens a piece of a <see cref="MagnitudeSample"/>, and forms task vectors; no transform is applied.</summary>
    public static Block LoadPiece(TensorJob job, int piece, WorkerMemory memory, int worker)
    {
        var length = MagnitudeSample.PieceLength(job.Count);
        var start = MagnitudeSample.Offset(job.Count, piece);
        Read(job, start, length, memory);
        if (!SubtractStored(job, length, 0, length, memory, checkFinite: false)) Widen(job, start, length, 0, length, memory, checkFinite: false);
        return new Block(job.Context, piece, start, length, worker, memory.Slots.Pointer, WorkerMemory.Stride(job), job.StatisticsCount);
    }

    private static void Read(TensorJob job, long start, int length, WorkerMemory memory)
    {
        var place = 0L;
        foreach (var input in job.Inputs)
        {
            if (input is null) continue;
            var size = input.Tensor.Type.Size();
            input.Checkpoint.Read(input.Tensor, start * size, new Span<byte>(memory.Stored.Pointer + place, checked(length * size)));
            place += WorkerMemory.Align((long)length * size);
        }
    }

    /// <summary>Widens block <paramref name="block"/> of the chunk last read, forms task vectors, and applies the first <paramref name="transforms"/> transforms.</summary>
    public static Block Load(TensorJob job, int chunk, int block, WorkerMemory memory, int worker, int transforms, bool checkFinite)
    {
        var (start, length) = Extent(job, chunk);
        var first = block * job.BlockSize;
        var count = Math.Min(job.BlockSize, length - first);
        if (!SubtractStored(job, length, first, count, memory, checkFinite)) Widen(job, start, length, first, count, memory, checkFinite);
        var result = View(job.Context, job, chunk, block, first, start, count, memory, worker);
        for (var i = 0; i < transforms; i++)
            job.Transforms[i].Apply(View(job.TransformContexts[i], job, chunk, block, first, start, count, memory, worker));
        return result;
    }

    /// <summary>Block <paramref name="block"/> of the chunk last read, as stored; <paramref name="models"/> takes the addresses.</summary>
    public static StoredBlock Stored(TensorJob job, int chunk, int block, WorkerMemory memory, int worker, Span<nint> models)
    {
        var (start, length) = Extent(job, chunk);
        var first = block * job.BlockSize;
        var origin = StoredAddresses(job, length, first, memory, models);
        return new StoredBlock(View(job.Context, job, chunk, block, first, start, Math.Min(job.BlockSize, length - first), memory, worker), job.StoredType!.Value, origin, models);
    }

    /// <summary>The block last loaded, with the settings of a transform.</summary>
    public static Block ForTransform(TensorJob job, int chunk, int block, WorkerMemory memory, int worker, int transform)
    {
        var (start, length) = Extent(job, chunk);
        var first = block * job.BlockSize;
        return View(job.TransformContexts[transform], job, chunk, block, first, start, Math.Min(job.BlockSize, length - first), memory, worker);
    }

    /// <summary>First element and number of elements of a chunk.</summary>
    public static (long Start, int Length) Extent(TensorJob job, int chunk)
    {
        var start = (long)chunk * job.ChunkLength;
        return (start, (int)Math.Min(job.ChunkLength, job.Count - start));
    }

    // The usual case, in one pass. False where it is another one, or where something is not finite and must be: then widening one by one finds out what.
    private static bool SubtractStored(TensorJob job, int length, int first, int count, WorkerMemory memory, bool checkFinite)
    {
        if (job.StoredType is not { } type || !job.TaskVectors || job.StatisticsCount > 0) return false;
        Span<nint> models = stackalloc nint[job.Context.Models];
        var origin = StoredAddresses(job, length, first, memory, models);
        return TaskVectorKernel.Fill(type, origin, models, count, memory.Slots.Pointer, WorkerMemory.Stride(job)) || !checkFinite;
    }

    // Where element "first" of the chunk lies in the base, which is returned, and in the models, all of them of the job's stored type.
    private static byte* StoredAddresses(TensorJob job, int length, int first, WorkerMemory memory, Span<nint> models)
    {
        var size = job.StoredType!.Value.Size();
        var pitch = WorkerMemory.Align((long)length * size);
        var origin = memory.Stored.Pointer + (long)first * size;
        for (var model = 0; model < models.Length; model++) models[model] = (nint)(origin + (model + 1) * pitch);
        return origin;
    }

    private static void Widen(TensorJob job, long start, int length, int first, int count, WorkerMemory memory, bool checkFinite)
    {
        var place = 0L;
        var stride = WorkerMemory.Stride(job);
        for (var slot = 0; slot < job.Inputs.Length; slot++)
        {
            if (job.Inputs[slot] is not { } input) continue;
            var size = input.Tensor.Type.Size();
            var values = new Span<float>(memory.Slots.Pointer + slot * stride, count);
            ElementConversion.ToSingle(input.Tensor.Type, new ReadOnlySpan<byte>(memory.Stored.Pointer + place + (long)first * size, count * size), values);
            if (checkFinite && !ElementLimits.AreFinite(values)) throw NonFinite.Input(input, start + first, values);
            place += WorkerMemory.Align((long)length * size);
        }

        if (!job.TaskVectors) return;
        var origin = new ReadOnlySpan<float>(memory.Slots.Pointer, count);
        for (var model = 0; model < job.Context.Models; model++)
        {
            var values = new Span<float>(memory.Slots.Pointer + (model + 1) * stride, count);
            TensorPrimitives.Subtract(values, origin, values);
        }
    }

    private static Block View(
        TensorContext context, TensorJob job, int chunk, int block, int first, long start, int count, WorkerMemory memory, int worker) =>
        new(context, (chunk * job.BlocksPerChunk) + block, start + first, count, worker, memory.Slots.Pointer, WorkerMemory.Stride(job), job.StatisticsCount);
}
