using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Reads a job's parts and widens their blocks to float32, task vectors formed and earlier transforms applied.</summary>
internal static unsafe class ChunkLoader
{
    /// <summary>Reads and widens a piece of a <see cref="MagnitudeSample"/>, and forms task vectors; no transform is applied.</summary>
    public static Block LoadPiece(TensorJob job, int piece, WorkerMemory memory, int worker)
    {
        var length = MagnitudeSample.PieceLength(job.Count);
        var start = MagnitudeSample.Offset(job.Count, piece);
        var part = new TensorPart(start, length);
        Read(job, part, memory);
        if (!SubtractStored(job, part, 0, length, memory, checkFinite: false)) Widen(job, part, 0, length, memory, checkFinite: false);
        return new Block(job.Context, piece, start, length, worker, memory.Slots.Pointer, WorkerMemory.Stride(job), job.StatisticsCount);
    }

    /// <summary>Reads a part of every input as stored.</summary>
    public static void Read(TensorJob job, TensorPart part, WorkerMemory memory)
    {
        var place = 0L;
        foreach (var input in job.Inputs)
            if (input is not null) place += Read(input, part, memory.Stored.Pointer + place);
    }

    /// <summary>Reads a part of the base of a job that has stored blocks.</summary>
    public static void ReadBase(TensorJob job, TensorPart part, WorkerMemory memory) => Read(job.Inputs[0]!, part, memory.Stored.Pointer);

    /// <summary>Reads the same part of a model.</summary>
    public static void ReadModel(TensorJob job, TensorPart part, int model, WorkerMemory memory) => Read(job.Inputs[1 + model]!, part, memory.Stored.Pointer + ((1 + model) * Pitch(job, part)));

    private static long Read(TensorSource input, TensorPart part, byte* destination)
    {
        var bytes = checked(part.Length * input.Tensor.Type.Size());
        input.Checkpoint.Read(input.Tensor, part.Start * input.Tensor.Type.Size(), new Span<byte>(destination, bytes));
        return WorkerMemory.Align(bytes);
    }

    /// <summary>Widens block <paramref name="block"/> of the part last read, forms task vectors, and applies the first <paramref name="transforms"/> transforms.</summary>
    public static Block Load(TensorJob job, TensorPart part, int block, WorkerMemory memory, int worker, int transforms, bool checkFinite)
    {
        var first = block * job.BlockSize;
        var count = Math.Min(job.BlockSize, part.Length - first);
        if (!SubtractStored(job, part, first, count, memory, checkFinite)) Widen(job, part, first, count, memory, checkFinite);
        for (var i = 0; i < transforms; i++) job.Transforms[i].Apply(View(job.TransformContexts[i], job, part, block, memory, worker));
        return View(job.Context, job, part, block, memory, worker);
    }

    /// <summary>Block <paramref name="block"/> of the part last read, as stored; <paramref name="models"/> takes the models' addresses.</summary>
    public static StoredBlock Stored(TensorJob job, TensorPart part, int block, WorkerMemory memory, int worker, Span<nint> models) => Stored(job, part, block, memory, worker, 0, models);

    /// <summary>The same of some models: as many as there is room for, from <paramref name="first"/> on.</summary>
    public static StoredBlock Stored(TensorJob job, TensorPart part, int block, WorkerMemory memory, int worker, int first, Span<nint> models)
    {
        var origin = StoredAddresses(job, part, block * job.BlockSize, memory, first, models);
        return new StoredBlock(View(job.Context, job, part, block, memory, worker), job.StoredType!.Value, origin, models);
    }

    /// <summary>The block last loaded, with the settings of a transform.</summary>
    public static Block ForTransform(TensorJob job, TensorPart part, int block, WorkerMemory memory, int worker, int transform) =>
        View(job.TransformContexts[transform], job, part, block, memory, worker);

    // The usual case, in one pass. False where it is another one, or where something is not finite and must be: then widening one by one finds out what.
    private static bool SubtractStored(TensorJob job, TensorPart part, int first, int count, WorkerMemory memory, bool checkFinite)
    {
        if (job.StoredType is not { } type || !job.TaskVectors || job.StatisticsCount > 0) return false;
        Span<nint> models = stackalloc nint[job.Context.Models];
        var origin = StoredAddresses(job, part, first, memory, 0, models);
        return TaskVectorKernel.Fill(type, origin, models, count, memory.Slots.Pointer, WorkerMemory.Stride(job)) || !checkFinite;
    }

    // Where an element of the part lies in the base, which is returned, and in some models, all of them of the job's stored type.
    private static byte* StoredAddresses(TensorJob job, TensorPart part, int element, WorkerMemory memory, int first, Span<nint> models)
    {
        var origin = memory.Stored.Pointer + ((long)element * job.StoredType!.Value.Size());
        var pitch = Pitch(job, part);
        for (var i = 0; i < models.Length; i++) models[i] = (nint)(origin + ((1 + first + i) * pitch));
        return origin;
    }

    // Bytes from one input of the job's stored type to the next.
    private static long Pitch(TensorJob job, TensorPart part) => WorkerMemory.Align((long)part.Length * job.StoredType!.Value.Size());

    private static void Widen(TensorJob job, TensorPart part, int first, int count, WorkerMemory memory, bool checkFinite)
    {
        var place = 0L;
        var stride = WorkerMemory.Stride(job);
        for (var slot = 0; slot < job.Inputs.Length; slot++)
        {
            if (job.Inputs[slot] is not { } input) continue;
            var size = input.Tensor.Type.Size();
            var values = new Span<float>(memory.Slots.Pointer + slot * stride, count);
            ElementConversion.ToSingle(input.Tensor.Type, new ReadOnlySpan<byte>(memory.Stored.Pointer + place + (long)first * size, count * size), values);
            if (checkFinite && !ElementLimits.AreFinite(values)) throw NonFinite.Input(input, part.Start + first, values);
            place += WorkerMemory.Align((long)part.Length * size);
        }

        if (!job.TaskVectors) return;
        var origin = new ReadOnlySpan<float>(memory.Slots.Pointer, count);
        for (var model = 0; model < job.Context.Models; model++)
        {
            var values = new Span<float>(memory.Slots.Pointer + (model + 1) * stride, count);
            TensorPrimitives.Subtract(values, origin, values);
        }
    }

    private static Block View(TensorContext context, TensorJob job, TensorPart part, int block, WorkerMemory memory, int worker)
    {
        var first = block * job.BlockSize;
        var index = checked((int)(part.Start / job.BlockSize) + block);
        return new Block(
            context, index, part.Start + first, Math.Min(job.BlockSize, part.Length - first), worker, memory.Slots.Pointer, WorkerMemory.Stride(job), job.StatisticsCount);
    }
}
