using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>A planned tensor on its way through the executor: contexts, stages, and how it is cut into blocks and chunks.</summary>
internal sealed class TensorJob : IDisposable
{
    private readonly MergePlan _plan;

    public TensorJob(MergePlan plan, PlannedTensor planned, int index, int workers, UniformStreams uniforms, BufferPool buffers)
    {
        _plan = plan;
        Planned = planned;
        HasBase = planned.Base is not null;
        TaskVectors = plan.Method.UsesTaskVectors(HasBase);
        Context = CreateContext(planned.Settings);
        TransformContexts = [.. planned.TransformSettings.Select(CreateContext)];
        TensorSource?[] statistics = plan.Method.Declaration.StreamsStatistics ? [.. planned.Statistics] : [];
        Inputs = [planned.Base, .. planned.Models, .. statistics];
        StatisticsCount = statistics.Length;
        StoredType = CommonType(Inputs);

        var blockSize = BlockLength();
        Context.BlockSize = blockSize;
        Context.Uniforms = uniforms.Next(Context, plan.Transforms.Count);
        for (var i = 0; i < TransformContexts.Length; i++)
        {
            TransformContexts[i].BlockSize = blockSize;
            TransformContexts[i].Uniforms = uniforms.Next(TransformContexts[i], i);
        }

        ChunkLength = WholeBlocks(ExecutionLimits.ChunkElements);
        ChunkCount = checked((int)((Count + ChunkLength - 1) / ChunkLength));

        int WholeBlocks(int elements) => checked(Math.Max(1, elements / blockSize) * blockSize);

        TensorContext CreateContext(TensorSettings settings) => new()
        {
            Index = index,
            Name = planned.Name,
            Shape = planned.Shape,
            Models = planned.Models.Count,
            HasBase = HasBase,
            Settings = settings,
            Workers = workers,
            Buffers = buffers,
            Statistics = [.. planned.Statistics.Select(static source => source?.Tensor)],
        };
    }

    public PlannedTensor Planned { get; }

    public TensorContext Context { get; }

    public TensorContext[] TransformContexts { get; }

    public TensorTransform[] Transforms { get; private set; } = [];

    public TensorMerge Merge { get; private set; } = null!;

    public bool HasBase { get; }

    /// <summary>Whether models come to the method as W − B.</summary>
    public bool TaskVectors { get; }

    /// <summary>Slot by slot: the base, the models, the statistics that stream. Null where there is nothing to read.</summary>
    public TensorSource?[] Inputs { get; }

    public int StatisticsCount { get; }

    /// <summary>The type of all inputs, when they have one and kernels work on its stored elements; else null.</summary>
    public ElementType? StoredType { get; }

    /// <summary>Whether a <see cref="StoredBlock"/> can be made of the inputs: a base and models of one type, whose task vectors the merge sees as they are.</summary>
    public bool HasStoredBlocks => StoredType is not null && HasBase && TaskVectors && Transforms.Length == 0 && StatisticsCount == 0;

    public long Count => Planned.Shape.Count;

    /// <summary>Elements of a chunk: read from every input, combined and written at once.</summary>
    public int ChunkLength { get; }

    public int ChunkCount { get; }

    public int BlockSize => Context.BlockSize;

    /// <summary>Chunk <paramref name="index"/> of <see cref="ChunkCount"/>.</summary>
    public TensorPart Chunk(int index) => TensorPart.From((long)index * ChunkLength, ChunkLength, Count);

    /// <summary>Bytes of memory the stages need besides buffers.</summary>
    public long PreparationBytes => Transforms.Sum(static transform => transform.PreparationBytes) + (Merge?.PreparationBytes ?? 0);

    /// <summary>Makes the stages: the transforms before <paramref name="transforms"/>, and the merge if <paramref name="merge"/>.</summary>
    public void CreateStages(int transforms, bool merge, ModelPass?[] transformPasses, ModelPass? pass)
    {
        Transforms = new TensorTransform[transforms];
        for (var i = 0; i < transforms; i++)
            Transforms[i] = _plan.Transforms[i].CreateTensorTransform(TransformContexts[i], transformPasses[i]);
        if (merge) Merge = _plan.Method.CreateTensorMerge(Context, pass);
    }

    /// <summary>Stage <paramref name="index"/>: the transforms in order, then the merge.</summary>
    public TensorStage Stage(int index) => index < Transforms.Length ? Transforms[index] : Merge;

    public void Dispose()
    {
        foreach (var transform in Transforms) transform?.Dispose();
        Merge?.Dispose();
        Context.Uniforms.Release();
        foreach (var context in TransformContexts) context.Uniforms.Release();
        Transforms = [];
        Merge = null!;
    }

    private static ElementType? CommonType(TensorSource?[] inputs)
    {
        ElementType? common = null;
        foreach (var input in inputs)
        {
            if (input is null) continue;
            var type = input.Tensor.Type;
            if (!LinearCombination.Stores(type) || (common ?? type) != type) return null;
            common = type;
        }

        return common;
    }

    // The least common multiple of the alignments, repeated up to the usual block length.
    private int BlockLength()
    {
        var alignment = Math.Max(1, _plan.Method.BlockAlignment(Context));
        for (var i = 0; i < TransformContexts.Length; i++)
            alignment = LeastCommonMultiple(alignment, Math.Max(1, _plan.Transforms[i].BlockAlignment(TransformContexts[i])));
        if (alignment >= Math.Max(1, Count)) alignment = Math.Max(1, Count);
        var length = alignment >= TensorContext.BlockLength ? alignment : TensorContext.BlockLength / alignment * alignment;
        return checked((int)length);
    }

    private static long LeastCommonMultiple(long a, long b)
    {
        long x = a, y = b;
        while (y != 0) (x, y) = (y, x % y);
        return checked(a / x * b);
    }
}
