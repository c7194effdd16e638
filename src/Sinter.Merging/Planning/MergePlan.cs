using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>A merge that is fully decided and has read no weights: what a recipe, or a few calls in code, come to. Owns the opened checkpoints.</summary>
public sealed class MergePlan : IDisposable
{
    /// <summary>The method.</summary>
    public required MergeMethod Method { get; init; }

    /// <summary>Transforms of the task vectors, applied in order before the method.</summary>
    public IReadOnlyList<TaskVectorTransform> Transforms { get; init; } = [];

    /// <summary>Every tensor of the output, in ordinal order of the names.</summary>
    public required IReadOnlyList<PlannedTensor> Tensors { get; init; }

    /// <summary>The base, if the recipe names one.</summary>
    public Checkpoint? Base { get; init; }

    /// <summary>Short names of the models, in the recipe's order, for messages and reports.</summary>
    public IReadOnlyList<string> ModelNames { get; init; } = [];

    /// <summary>Every opened checkpoint, each once; disposed with the plan.</summary>
    public required IReadOnlyList<Checkpoint> Checkpoints { get; init; }

    /// <summary>The folder or file whose configuration and tokenizer files go with the output; null for none.</summary>
    public string? ConfigurationPath { get; init; }

    /// <summary>The folder whose tokenizer files go with the output; null for <see cref="ConfigurationPath"/>.</summary>
    public string? TokenizerPath { get; init; }

    /// <summary>What changes in the output's <c>config.json</c>.</summary>
    public IReadOnlyList<ConfigurationEdit> ConfigurationEdits { get; init; } = [];

    /// <summary>Tensors of the inputs that the output does not have.</summary>
    public IReadOnlyList<SkippedTensor> Skipped { get; init; } = [];

    /// <summary>Seed of everything random.</summary>
    public ulong Seed { get; init; }

    /// <summary>Generator of everything random.</summary>
    public RandomKind Random { get; init; }

    /// <summary>The recipe's text as given; null for a plan made in code.</summary>
    public string? RecipeText { get; init; }

    /// <summary>Things to tell the user that are no errors, one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The top-level settings, for whole-model statistics.</summary>
    public required TensorSettings Settings { get; init; }

    /// <summary>The top-level settings of each transform.</summary>
    public IReadOnlyList<TensorSettings> TransformSettings { get; init; } = [];

    /// <summary>A short name of each checkpoint that the planner opened.</summary>
    internal IReadOnlyDictionary<Checkpoint, string> CheckpointNames { get; init; } = new Dictionary<Checkpoint, string>();

    /// <summary>Checkpoints that stay the caller's.</summary>
    internal IReadOnlySet<Checkpoint> Borrowed { get; init; } = new HashSet<Checkpoint>();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var checkpoint in Checkpoints)
            if (!Borrowed.Contains(checkpoint)) checkpoint.Dispose();
    }
}
