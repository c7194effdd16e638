using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// The short way for linear merges whose inputs and output are stored in one type: a chunk goes from stored elements to stored elements in one fused pass, with the same
/// arithmetic as block by block.
/// </summary>
internal static unsafe class StoredCombination
{
    /// <summary>Whether a job may go the short way.</summary>
    public static bool Applies(TensorJob job) =>
        job.StoredType == job.Planned.Type && job.Merge is LinearMerge linear && job.Transforms.Length == 0 && linear.SideTensors.Count == 0 && job.StatisticsCount == 0;

    /// <summary>
    /// Combines the chunk last read into the result's memory. False if something is not finite: then the way block by block must be gone, which finds out what if it must be.
    /// </summary>
    public static bool Run(TensorJob job, int length, WorkerMemory memory)
    {
        var linear = (LinearMerge)job.Merge;
        var type = job.Planned.Type;
        var pitch = WorkerMemory.Align((long)length * type.Size());
        var next = memory.Stored.Pointer;
        byte* origin = null;
        if (job.HasBase)
        {
            origin = next;
            next += pitch;
        }

        Span<nint> inputs = stackalloc nint[job.Context.Models];
        foreach (ref var input in inputs)
        {
            input = (nint)next;
            next += pitch;
        }

        return LinearCombination.CombineStored(
            type, origin, linear.BaseCoefficient, job.TaskVectors, inputs, linear.Coefficients, memory.Result.Pointer, length);
    }
}
