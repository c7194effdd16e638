namespace Sinter.Merging;

/// <summary>
/// A way to merge. An instance has no state and serves all threads: what belongs to one tensor lives in the <see cref="TensorMerge"/> it makes. Derive from
/// <see cref="ElementwiseMethod"/> when a block of elements is all it needs.
/// </summary>
public abstract class MergeMethod
{
    /// <summary>Name, parameters, formula, source.</summary>
    public abstract MethodDeclaration Declaration { get; }

    /// <summary>Whether it works on task vectors W − B instead of weights W.</summary>
    public virtual bool UsesTaskVectors(bool hasBase) => Declaration.BaseModel switch
    {
        BaseModelUse.Required => true,
        BaseModelUse.Optional => hasBase,
        _ => false,
    };

    /// <summary>Blocks of the tensor begin at multiples of this many elements: <see cref="TensorContext.RowLength"/> for work on rows.</summary>
    public virtual long BlockAlignment(TensorContext tensor) => 1;

    /// <summary>Whether it draws random numbers for a model's elements (the order of the mt19937 stream depends on it).</summary>
    public virtual bool Draws(TensorContext tensor, int model) => false;

    /// <summary>Refuses settings that cannot work, for example weights that sum to zero, before any weight is read.</summary>
    /// <exception cref="RecipeException">The settings cannot work; the message names the tensor.</exception>
    public virtual void Validate(TensorContext tensor)
    {
    }

    /// <summary>The statistic of the whole model it needs, or null.</summary>
    public virtual ModelPass? CreateModelPass(ModelContext model) => null;

    /// <summary>Its work on one tensor; <paramref name="pass"/> is the completed whole-model statistic, if there is one.</summary>
    public abstract TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass);
}
