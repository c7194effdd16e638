using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>Looks a merge over before any weight is read: keys, names, shapes, types, vocabularies, memory and disk. What <c>sinter check</c> prints.</summary>
public static class MergeCheck
{
    /// <summary>Checks a recipe file. What is wrong with recipe, models or disk is in the report, not thrown.</summary>
    /// <param name="path">The recipe.</param>
    /// <param name="output">Where the output would go, for the free space; null to leave that out.</param>
    /// <param name="catalog">The methods a recipe may name; null for Sinter's own.</param>
    /// <param name="planning">Seed and places to look.</param>
    /// <param name="execution">Threads and memory limit, for the estimate.</param>
    public static MergeCheckReport RunFile(
        string path, string? output = null, MethodCatalog? catalog = null, PlanningOptions? planning = null, ExecutionOptions? execution = null)
    {
        try
        {
            return Run(RecipeReader.ReadFile(path), output, catalog, planning, execution);
        }
        catch (RecipeException exception)
        {
            return new MergeCheckReport { Problems = Problems(exception) };
        }
    }

    /// <summary>Checks a recipe. What is wrong with it, its models or the disk is in the report, not thrown.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="output">Where the output would go, for the free space; null to leave that out.</param>
    /// <param name="catalog">The methods a recipe may name; null for Sinter's own.</param>
    /// <param name="planning">Seed and places to look.</param>
    /// <param name="execution">Threads and memory limit, for the estimate.</param>
    public static MergeCheckReport Run(
        Recipe recipe, string? output = null, MethodCatalog? catalog = null, PlanningOptions? planning = null, ExecutionOptions? execution = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        try
        {
            using var plan = MergePlanner.Plan(recipe, catalog, planning);
            return Report(plan, output, execution ?? new ExecutionOptions());
        }
        catch (RecipeException exception)
        {
            return new MergeCheckReport { Problems = Problems(exception), Method = recipe.Method };
        }
        catch (CheckpointException exception)
        {
            var kind = exception.Kind is CheckpointError.NotFound ? RecipeError.NotFound : RecipeError.Invalid;
            return new MergeCheckReport { Problems = [new RecipeProblem(kind, exception.Message)], Method = recipe.Method };
        }
    }

    private static IReadOnlyList<RecipeProblem> Problems(RecipeException exception) =>
        exception.Problems.Count > 0 ? exception.Problems : [new RecipeProblem(exception.Kind, exception.Message)];

    private static MergeCheckReport Report(MergePlan plan, string? output, ExecutionOptions execution)
    {
        var bytes = plan.Tensors.Sum(static tensor => tensor.ByteLength);
        var memory = MemoryEstimate.Of(plan, execution);
        var free = DiskSpace.FreeAt(output);
        var problems = new List<RecipeProblem>();
        if (free < bytes)
            problems.Add(new RecipeProblem(RecipeError.Disk,
                $"{output}: the output needs {Mebibytes(bytes)} MiB and the disk has {Mebibytes(free.Value)} MiB left; free some space or choose another place."));
        if (execution.MaximumMemory > 0 && memory > execution.MaximumMemory)
            problems.Add(new RecipeProblem(RecipeError.Memory,
                $"{plan.Method.Declaration.Name} needs {Mebibytes(memory)} MiB for these models; the limit is {Mebibytes(execution.MaximumMemory)} MiB: raise it, or use fewer threads."));
        return new MergeCheckReport
        {
            Problems = problems,
            Notes = plan.Notes,
            Method = plan.Method.Declaration.Name,
            Prune = [.. plan.Transforms.Select(static transform => transform.Declaration.Name)],
            Models = Models(plan),
            MergedTensors = plan.Tensors.Count(static tensor => tensor.Action is TensorAction.Merge),
            Copied = [.. plan.Tensors.Where(static tensor => tensor.Action is TensorAction.Copy).Select(static tensor => tensor.Name)],
            Skipped = plan.Skipped,
            OutputTypes = Types(plan.Tensors.Select(static tensor => (tensor.TypeName, tensor.ByteLength))),
            OutputBytes = bytes,
            FreeBytes = free,
            MemoryBytes = memory,
            Seed = plan.Seed,
            Random = plan.Random,
        };
    }

    private static CheckedModel[] Models(MergePlan plan)
    {
        var merged = plan.Tensors.SelectMany(static tensor => tensor.Models).Select(static source => source.Checkpoint).ToHashSet();
        return [.. plan.Checkpoints.Select(checkpoint => new CheckedModel(
            plan.CheckpointNames.GetValueOrDefault(checkpoint, checkpoint.Path),
            checkpoint.Path,
            ReferenceEquals(checkpoint, plan.Base) ? "base" : merged.Contains(checkpoint) ? "model" : "other",
            checkpoint.Tensors.Count,
            checkpoint.Tensors.Sum(static tensor => tensor.ByteLength),
            Types(checkpoint.Tensors.Select(static tensor => (tensor.TypeName, tensor.ByteLength))),
            checkpoint.Tensors.FirstOrDefault(static tensor => tensor.Shape.Rank == 2 && OuterTensors.ComeFirst(tensor.Name)
                && OuterTensors.IsVocabulary(tensor.Name))?.Shape[0]))];
    }

    private static string[] Types(IEnumerable<(string Type, long Bytes)> tensors) =>
        [.. tensors.GroupBy(static tensor => tensor.Type, static tensor => tensor.Bytes).OrderByDescending(static group => group.Sum())
            .ThenBy(static group => group.Key, StringComparer.Ordinal).Select(static group => group.Key)];

    private static long Mebibytes(long bytes) => (bytes + (1 << 20) - 1) >> 20;
}
