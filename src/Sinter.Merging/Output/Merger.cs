using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>Carries out merges: what <c>sinter merge</c> does after it has read the recipe.</summary>
public static class Merger
{
    /// <summary>
    /// Merges into a folder: weights, the base's configuration and tokenizer files, the recipe, and <c>provenance.json</c>. A killed run leaves only a folder named
    /// <c>OUT.partial</c>; the same call takes up its complete weights files.
    /// </summary>
    /// <exception cref="RecipeException">The inputs cannot be merged, or the result is not finite.</exception>
    /// <exception cref="CheckpointException">A file cannot be read or written, or the output exists.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; complete weights files stay for the next run.</exception>
    public static MergeResult Run(MergePlan plan, MergeOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        using var folder = OutputFolder.Open(options.Output, options.Overwrite);
        OutputState? state = null;
        try
        {
            var fingerprint = PlanFingerprint.Compute(plan, options.ShardSize);
            state = OutputState.Read(folder.WorkingPath, fingerprint);
            if (state is null)
            {
                folder.Clear();
                state = OutputState.Begin(folder.WorkingPath, fingerprint);
            }

            return Run(plan, options, folder, state, cancellation);
        }
        catch (OperationCanceledException)
        {
            if (state is null || state.Complete.Count == 0) folder.Abandon();
            throw;
        }
        catch (Exception exception) when (exception is RecipeException or CheckpointException)
        {
            folder.Abandon();
            throw;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            folder.Abandon();
            throw FileFailure.Writing(folder.WorkingPath, exception);
        }
    }

    /// <summary>Looks whether the output may be made there, as <see cref="Run(MergePlan, MergeOptions, CancellationToken)"/> does first: before a long plan is made, say.</summary>
    /// <exception cref="CheckpointException">The output exists and may not be replaced.</exception>
    public static void RequireFree(MergeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        OutputFolder.RefuseExisting(options.Output, options.Overwrite);
    }

    /// <summary>Merges in memory: the stored bytes of every output tensor by name. For small models and tests.</summary>
    /// <exception cref="RecipeException">The inputs cannot be merged, or the result is not finite.</exception>
    public static IReadOnlyDictionary<string, byte[]> RunInMemory(MergePlan plan, ExecutionOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var sink = new MemorySink(plan);
        MergeExecutor.Run(plan, sink, options ?? new ExecutionOptions(), static _ => true, static _ => { }, cancellation);
        return sink.Tensors;
    }

    private static MergeResult Run(MergePlan plan, MergeOptions options, OutputFolder folder, OutputState state, CancellationToken cancellation)
    {
        var layout = ShardLayout.Split(
            plan.Tensors.Select(static tensor => new TensorInfo(tensor.Name, tensor.Type, tensor.TypeName, tensor.Shape, tensor.ByteLength)),
            options.ShardSize > 0 ? options.ShardSize : null);
        var resumed = state.Complete.Count;
        folder.RequireSpace(layout.Shards.Where(shard => !state.Complete.Contains(shard.FileName)).Sum(static shard => shard.ByteLength));

        ExecutionSummary summary;
        List<string> outputs;
        using (var sink = new FolderSink(folder.WorkingPath, layout, plan.Skipped, state, options.Durable))
        {
            summary = MergeExecutor.Run(plan, sink, options.Execution, sink.Wants, sink.Finish, cancellation);
            sink.Complete();
            outputs = [.. layout.Shards.Select(static shard => shard.FileName), .. sink.SideFiles];
        }

        var index = Path.Combine(folder.WorkingPath, layout.IndexFileName ?? "");
        if (layout.IndexFileName is not null) File.Delete(index);
        layout.WriteIndex(folder.WorkingPath);
        CopyCompanions(plan, folder.WorkingPath);
        WriteProvenance(plan, options, folder.WorkingPath, outputs, summary, cancellation);
        state.Delete();
        folder.Publish(options.Overwrite);

        var merged = plan.Tensors.Count(static tensor => tensor.Action is TensorAction.Merge);
        return new MergeResult(
            folder.Path,
            [.. Directory.EnumerateFiles(folder.Path).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)],
            merged,
            plan.Tensors.Count - merged,
            layout.TotalSize,
            resumed,
            [.. plan.Notes, .. summary.DifferingCopies.Select(static name => $"tensor '{name}' is never averaged and differs between the inputs: the base's was taken")])
        {
            Reports = summary.Reports,
        };
    }

    private static void CopyCompanions(MergePlan plan, string folder)
    {
        foreach (var file in ConfigurationFiles.Find(plan.ConfigurationPath, plan.TokenizerPath))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        var configuration = Path.Combine(folder, "config.json");
        if (plan.ConfigurationEdits.Count > 0 && File.Exists(configuration))
            File.WriteAllText(configuration, ConfigurationEditor.Apply(File.ReadAllText(configuration), plan.ConfigurationEdits));
        if (plan.RecipeText is not null) File.WriteAllText(Path.Combine(folder, "recipe.yml"), plan.RecipeText);
    }

    private static void WriteProvenance(
        MergePlan plan, MergeOptions options, string folder, List<string> outputs, ExecutionSummary summary, CancellationToken cancellation)
    {
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (options.Hashes)
        {
            var inputs = plan.Checkpoints.SelectMany(static checkpoint => checkpoint.Files).Distinct(StringComparer.Ordinal).Where(File.Exists).ToList();
            List<string> paths = [.. inputs, .. outputs.Select(output => Path.Combine(folder, output))];
            var meter = new HashMeter(options.Execution.Progress, paths.Sum(static path => new FileInfo(path).Length));
            var found = FileHash.Compute(paths, options.Execution.Threads, meter.Read, cancellation);
            for (var i = 0; i < paths.Count; i++) hashes[i < inputs.Count ? paths[i] : outputs[i - inputs.Count]] = found[i];
        }

        Provenance.Write(Path.Combine(folder, "provenance.json"), plan, hashes, outputs, summary);
    }

    private sealed class HashMeter(IProgress<MergeProgress>? progress, long total)
    {
        private long _done;

        public void Read(long bytes) => progress?.Report(new MergeProgress(MergePhase.Hashing, Interlocked.Add(ref _done, bytes), total, ""));
    }
}
