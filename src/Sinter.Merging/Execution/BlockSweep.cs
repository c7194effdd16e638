using System.Diagnostics;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>One parallel sweep over the chunks of some tensors: reads, widens, and does one step with every block. Reused from sweep to sweep; allocates nothing per block.</summary>
internal sealed unsafe class BlockSweep(MergePlan plan, ITensorSink? sink, ExecutionOptions options, WorkerMemory[] memories, CancellationToken cancellation) : WorkItem
{
    private static readonly long ReportInterval = Stopwatch.Frequency / 10;

    private readonly List<TensorJob> _jobs = [];
    private readonly List<int> _firstItems = [];
    private BlockStep _step;
    private MergePhase _phase;
    private int _stage;
    private ModelPass? _pass;
    private long _done;
    private long _total;
    private long _reported;

    /// <summary>Sets the counter of a phase back.</summary>
    public void BeginPhase(MergePhase phase, long total)
    {
        _phase = phase;
        _done = 0;
        _total = total;
    }

    /// <summary>Counts work that did not come through a sweep.</summary>
    public void Skip(long bytes) => Interlocked.Add(ref _done, bytes);

    /// <summary>Runs one step over every chunk of the jobs.</summary>
    public void Run(WorkerPool pool, IEnumerable<TensorJob> jobs, BlockStep step, int stage, ModelPass? pass)
    {
        _jobs.Clear();
        _firstItems.Clear();
        var items = 0;
        foreach (var job in jobs)
        {
            if (job.ChunkCount == 0) continue;
            _jobs.Add(job);
            _firstItems.Add(items);
            items += step is BlockStep.Sample ? MagnitudeSample.Pieces : job.ChunkCount;
            foreach (var memory in memories) memory.Fit(job);
        }

        _step = step;
        _stage = stage;
        _pass = pass;
        pool.Run(items, this);
    }

    public override void Execute(int index, int worker)
    {
        cancellation.ThrowIfCancellationRequested();
        var at = _firstItems.BinarySearch(index);
        if (at < 0) at = ~at - 1;
        var job = _jobs[at];
        if (_step is BlockStep.Sample) job.Stage(_stage).Sample(ChunkLoader.LoadPiece(job, index - _firstItems[at], memories[worker], worker));
        else Sweep(job, index - _firstItems[at], memories[worker], worker);
        if (worker == 0) Report(job.Planned.Name);
    }

    private void Sweep(TensorJob job, int index, WorkerMemory memory, int worker)
    {
        var chunk = job.Chunk(index);
        if (_step is BlockStep.Accumulate && job.HasStoredBlocks && job.Merge.AccumulatesModels)
        {
            SweepModels(job, chunk, memory, worker);
        }
        else
        {
            ChunkLoader.Read(job, chunk, memory);
            if (_step is not BlockStep.Combine || !StoredCombination.Applies(job) || !StoredCombination.Run(job, chunk.Length, memory)) SweepBlocks(job, chunk, memory, worker);
        }

        if (_step is BlockStep.Combine) Write(job, chunk, memory);
        else if (_phase is MergePhase.Statistics) Interlocked.Add(ref _done, chunk.Length);
    }

    // Model by model: what has just been read is still in the second-level cache. Each has its own memory, since some processors copy more slowly into what that cache holds already.
    private static void SweepModels(TensorJob job, TensorPart chunk, WorkerMemory memory, int worker)
    {
        Span<nint> address = stackalloc nint[1];
        ChunkLoader.ReadBase(job, chunk, memory);
        for (var model = 0; model < job.Context.Models; model++)
        {
            if (!job.Merge.AccumulatesModel(model)) continue;
            ChunkLoader.ReadModel(job, chunk, model, memory);
            for (var block = 0; block * job.BlockSize < chunk.Length; block++)
                job.Merge.AccumulateStored(ChunkLoader.Stored(job, chunk, block, memory, worker, model, address), model);
        }
    }

    private void SweepBlocks(TensorJob job, TensorPart part, WorkerMemory memory, int worker)
    {
        var blocks = (part.Length + job.BlockSize - 1) / job.BlockSize;
        var check = _step is BlockStep.Combine && !options.AllowNonFinite;
        for (var block = 0; block < blocks; block++)
        {
            if (TryStored(job, part, block, memory, worker)) continue;
            var transforms = _step is BlockStep.Accumulate ? Math.Min(_stage, job.Transforms.Length) : job.Transforms.Length;
            var loaded = ChunkLoader.Load(job, part, block, memory, worker, transforms, check);
            switch (_step)
            {
                case BlockStep.Accumulate when _stage < job.Transforms.Length:
                    job.Transforms[_stage].Accumulate(ChunkLoader.ForTransform(job, part, block, memory, worker, _stage));
                    break;
                case BlockStep.Accumulate:
                    job.Merge.Accumulate(loaded);
                    break;
                case BlockStep.AccumulateModel:
                    // A transform's statistic sees its own settings.
                    _pass!.Accumulate(_stage < 0 ? loaded : ChunkLoader.ForTransform(job, part, block, memory, worker, _stage));
                    break;
                default:
                    Combine(job, loaded, block, memory);
                    break;
            }
        }
    }

    private bool TryStored(TensorJob job, TensorPart part, int block, WorkerMemory memory, int worker)
    {
        if (!job.HasStoredBlocks) return false;
        Span<nint> models = stackalloc nint[job.Context.Models];
        if (_step is BlockStep.Accumulate && job.Merge.AccumulatesStored)
        {
            job.Merge.AccumulateStored(ChunkLoader.Stored(job, part, block, memory, worker, models));
            return true;
        }

        if (_step is not BlockStep.Combine || !job.Merge.CombinesStored || job.StoredType != job.Planned.Type || job.Merge.SideTensors.Count > 0) return false;
        var result = memory.Result.Pointer + (long)block * job.BlockSize * job.Planned.Type.Size();
        return job.Merge.CombineStored(ChunkLoader.Stored(job, part, block, memory, worker, models), result);
    }

    private void Write(TensorJob job, TensorPart chunk, WorkerMemory memory)
    {
        var size = job.Planned.Type.Size();
        sink!.Write(job.Planned, chunk.Start * size, new ReadOnlySpan<byte>(memory.Result.Pointer, chunk.Length * size));
        Interlocked.Add(ref _done, (long)chunk.Length * size);
    }

    private void Combine(TensorJob job, in Block loaded, int block, WorkerMemory memory)
    {
        var values = new Span<float>(memory.Values.Pointer, loaded.Length);
        job.Merge.Combine(loaded, values);
        var size = job.Planned.Type.Size();
        var target = new Span<byte>(memory.Result.Pointer + (long)block * job.BlockSize * size, loaded.Length * size);
        if (options.AllowNonFinite) ElementConversion.FromSingle(job.Planned.Type, values, target);
        else if (!ElementConversion.TryFromSingle(job.Planned.Type, values, target))
            throw NonFinite.Result(plan.Method, job, loaded.Offset, values, ElementLimits.Largest(job.Planned.Type));
        WriteSides(job, loaded, memory);
    }

    private void WriteSides(TensorJob job, in Block loaded, WorkerMemory memory)
    {
        var sides = job.Merge.SideTensors;
        for (var i = 0; i < sides.Count; i++)
        {
            var side = sides[i];
            if (side.ElementsPerByte > 0 && job.BlockSize % side.ElementsPerByte != 0 && job.Context.BlockCount > 1)
                throw new InvalidOperationException($"{side.Name}: blocks of {job.BlockSize} elements do not end on a byte of {side.ElementsPerByte}.");
            var perByte = Math.Max(1, side.ElementsPerByte);
            var size = side.ElementsPerByte > 0 ? 1 : side.Type.Size();
            var bytes = (loaded.Length + perByte - 1) / perByte * size;
            // The widened result is no longer needed: its memory serves the side tensor.
            var destination = new Span<byte>(memory.Values.Pointer, checked((int)Math.Min(int.MaxValue, memory.Values.Length * sizeof(float))))[..bytes];
            job.Merge.CombineSide(loaded, i, destination);
            sink!.WriteSide(side, loaded.Offset / perByte * size, destination);
        }
    }

    private void Report(string tensor)
    {
        if (options.Progress is null) return;
        var now = Stopwatch.GetTimestamp();
        if (now - _reported < ReportInterval) return;
        _reported = now;
        options.Progress.Report(new MergeProgress(_phase, Interlocked.Read(ref _done), _total, tensor));
    }
}
