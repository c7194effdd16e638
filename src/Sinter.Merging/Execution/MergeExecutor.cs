using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Carries out a plan. Tensors are taken in batches: their stages are prepared, run their passes, then every block is combined and written. Chunks of all tensors of a
/// batch share one parallel sweep. The result does not depend on threads, memory or batches.
/// </summary>
internal sealed class MergeExecutor : IDisposable
{
    private const int BatchTensors = 64;
    private const long BatchElements = 64L << 20;

    private readonly MergePlan _plan;
    private readonly ExecutionOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly WorkerPool _pool;
    private readonly WorkerMemory[] _memories;
    private readonly BufferPool _buffers;
    private readonly BlockSweep _sweep;
    private readonly ITensorSink _sink;
    private readonly List<TensorJob> _jobs;
    private readonly ModelPass?[] _transformPasses;
    private readonly PreparationQueue _preparations;
    private ModelPass? _pass;

    private MergeExecutor(MergePlan plan, ITensorSink sink, ExecutionOptions options, CancellationToken cancellation)
    {
        _plan = plan;
        _options = options;
        _sink = sink;
        _cancellation = cancellation;
        var threads = Math.Max(1, options.Threads);
        _transformPasses = new ModelPass?[plan.Transforms.Count];
        var merged = plan.Tensors.Where(static tensor => tensor.Action is TensorAction.Merge).ToList();
        var uniforms = UniformStreams.Create(plan);
        _buffers = new BufferPool(ExecutionLimits.Memory(options));
        _jobs = [.. merged.Select((tensor, index) => new TensorJob(plan, tensor, index, threads, uniforms, _buffers))];
        _pool = new WorkerPool(_jobs.Count == 0 ? 1 : ExecutionLimits.Workers(options, _jobs.Max(WorkerMemory.BytesFor)));
        _memories = [.. Enumerable.Range(0, _pool.Workers).Select(static _ => new WorkerMemory())];
        _sweep = new BlockSweep(plan, sink, options, _memories, cancellation);
        _preparations = new PreparationQueue(_pool, _memories, MemoryForStages(), cancellation);
    }

    /// <summary>What the whole-model statistics have to report, by method or transform name.</summary>
    public Dictionary<string, IReadOnlyDictionary<string, object>> Reports { get; } = [];

    /// <summary>Merges every tensor of the plan for which <paramref name="wanted"/> holds, in the plan's order, into the sink.</summary>
    /// <param name="finished">Called on the calling thread for every tensor that is completely written.</param>
    public static ExecutionSummary Run(
        MergePlan plan, ITensorSink sink, ExecutionOptions options, Func<PlannedTensor, bool> wanted, Action<PlannedTensor> finished, CancellationToken cancellation)
    {
        using var executor = new MergeExecutor(plan, sink, options, cancellation);
        executor.RunModelPasses();
        var differing = executor.RunTensors(wanted, finished);
        return new ExecutionSummary(differing, executor.Reports);
    }

    public void Dispose()
    {
        foreach (var job in _jobs) job.Dispose();
        foreach (var pass in _transformPasses) pass?.Dispose();
        _pass?.Dispose();
        _buffers.Dispose();
        foreach (var memory in _memories) memory.Dispose();
        _pool.Dispose();
    }

    // Statistics of the whole model come in the order of use: each transform's, then the method's.
    private void RunModelPasses()
    {
        if (_jobs.Count == 0) return;
        for (var i = 0; i < _plan.Transforms.Count; i++)
        {
            var model = ModelContext(_jobs.Select(job => job.TransformContexts[i]), _plan.TransformSettings[i]);
            _transformPasses[i] = _plan.Transforms[i].CreateModelPass(model);
            RunModelPass(_transformPasses[i], _plan.Transforms[i].Declaration.Name, i);
        }

        _pass = _plan.Method.CreateModelPass(ModelContext(_jobs.Select(static job => job.Context), _plan.Settings));
        RunModelPass(_pass, _plan.Method.Declaration.Name, -1);
    }

    private ModelContext ModelContext(IEnumerable<TensorContext> tensors, TensorSettings settings) =>
        new([.. tensors], _plan.ModelNames) { Workers = _pool.Workers, Settings = settings };

    private void RunModelPass(ModelPass? pass, string name, int transform)
    {
        if (pass is null) return;
        var transforms = transform < 0 ? _plan.Transforms.Count : transform;
        while (pass.NeedsPass)
        {
            _sweep.BeginPhase(MergePhase.Statistics, _jobs.Sum(static job => job.Count));
            foreach (var batch in Batches(_jobs, job => job.CreateStages(transforms, merge: false, _transformPasses, null)))
            {
                RunStages(batch, transforms);
                var visited = batch.Where(job => pass.NeedsTensor(Context(job, transform))).ToList();
                _preparations.Run(visited, job => Context(job, transform), transforms, (_, reader) => pass.Visit(reader), static _ => 0);
                _sweep.Run(_pool, batch.Where(job => pass.NeedsBlocks(Context(job, transform))), BlockStep.AccumulateModel, transform, pass);
                foreach (var job in batch) job.Dispose();
            }

            pass.CompletePass();
        }

        if (pass.Report.Count > 0) Reports[name] = pass.Report;
    }

    private static TensorContext Context(TensorJob job, int transform) => transform < 0 ? job.Context : job.TransformContexts[transform];

    private List<string> RunTensors(Func<PlannedTensor, bool> wanted, Action<PlannedTensor> finished)
    {
        var tensors = _plan.Tensors.Where(wanted).ToList();
        _sweep.BeginPhase(MergePhase.Merging, tensors.Sum(static tensor => tensor.ByteLength));
        var jobs = _jobs.ToDictionary(static job => job.Planned);
        var differing = new List<string>();
        var copier = new TensorCopier(_sink, _cancellation);
        foreach (var tensor in tensors.Where(static tensor => tensor.Action is TensorAction.Copy))
        {
            if (!copier.Copy(tensor)) differing.Add(tensor.Name);
            _sweep.Skip(tensor.ByteLength);
            finished(tensor);
        }

        var wantedJobs = tensors.Where(static tensor => tensor.Action is TensorAction.Merge).Select(tensor => jobs[tensor]);
        foreach (var batch in Batches(wantedJobs, job => job.CreateStages(_plan.Transforms.Count, merge: true, _transformPasses, _pass)))
        {
            RunStages(batch, _plan.Transforms.Count + 1);
            foreach (var side in batch.SelectMany(static job => job.Merge.SideTensors)) _sink.Declare(side);
            _sweep.Run(_pool, batch, BlockStep.Combine, -1, null);
            foreach (var job in batch)
            {
                job.Dispose();
                finished(job.Planned);
            }
        }

        return differing;
    }

    // Stage by stage: whole tensors where asked for, then passes until none is needed.
    private void RunStages(List<TensorJob> batch, int stages)
    {
        _buffers.Trim(Math.Max(0, MemoryForStages() - batch.Sum(static job => job.PreparationBytes)));
        for (var stage = 0; stage < stages; stage++)
        {
            var index = stage;
            _preparations.Run(
                batch.Where(job => job.Stage(index).NeedsTensors).ToList(),
                job => index < job.Transforms.Length ? job.TransformContexts[index] : job.Context,
                stage,
                (job, reader) => job.Stage(index).Prepare(reader),
                job => job.Stage(index).PreparationBytes);
            // Transforms work on blocks, so that pieces can only be had before the first one.
            if (stage == 0) _sweep.Run(_pool, batch.Where(static job => job.Stage(0).WantsSample), BlockStep.Sample, 0, null);
            for (var active = Active(batch, stage); active.Count > 0; active = Active(batch, stage))
            {
                _sweep.Run(_pool, active, BlockStep.Accumulate, stage, null);
                _pool.Run(active.Count, new Completion(active, stage));
            }
        }
    }

    private static List<TensorJob> Active(List<TensorJob> batch, int stage) => batch.Where(job => job.Stage(stage).NeedsPass).ToList();

    // Consecutive tensors whose stages fit together into memory.
    private IEnumerable<List<TensorJob>> Batches(IEnumerable<TensorJob> jobs, Action<TensorJob> prepare)
    {
        var batch = new List<TensorJob>();
        long elements = 0, bytes = 0;
        var memory = MemoryForStages();
        foreach (var job in jobs)
        {
            prepare(job);
            var needs = job.PreparationBytes;
            if (_options.MaximumMemory > 0 && needs > memory)
            {
                throw new RecipeException(
                    RecipeError.Memory,
                    $"tensor '{job.Planned.Name}' {job.Planned.Shape}: {_plan.Method.Declaration.Name} needs {needs >> 20} MiB for it, --max-memory leaves {memory >> 20} MiB. Raise the limit.");
            }

            if (batch.Count > 0 && (batch.Count >= BatchTensors || elements + job.Count > BatchElements || bytes + needs > memory
                    || _sink.FileOf(job.Planned) != _sink.FileOf(batch[^1].Planned)))
            {
                yield return batch;
                batch = [];
                elements = bytes = 0;
            }

            batch.Add(job);
            elements += job.Count;
            bytes += needs;
        }

        if (batch.Count > 0) yield return batch;
    }

    private long MemoryForStages()
    {
        var buffers = _jobs.Count == 0 ? 0 : _jobs.Max(WorkerMemory.BytesFor) * _pool.Workers;
        return Math.Max(0, ExecutionLimits.Memory(_options) - buffers);
    }

    // Stages know nothing of one another.
    private sealed class Completion(List<TensorJob> jobs, int stage) : WorkItem
    {
        public override void Execute(int index, int worker) => jobs[index].Stage(stage).CompletePass();
    }
}
