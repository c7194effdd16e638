namespace Sinter.Merging;

/// <summary>A step of a recipe's <c>prune:</c> list: changes task vectors before any merge method that works on them. Stateless, like <see cref="MergeMethod"/>.</summary>
public abstract class TaskVectorTransform
{
    /// <summary>Name, parameters, formula, source; <see cref="MethodDeclaration.BaseModel"/> is always Required.</summary>
    public abstract MethodDeclaration Declaration { get; }

    /// <summary>Blocks of the tensor begin at multiples of this many elements: <see cref="TensorContext.RowLength"/> for work on rows.</summary>
    public virtual long BlockAlignment(TensorContext tensor) => 1;

    /// <summary>Whether it draws random numbers.</summary>
    public virtual bool Draws(TensorContext tensor, int model) => false;

    /// <summary>Refuses settings that cannot work.</summary>
    /// <exception cref="RecipeException">The settings cannot work.</exception>
    public virtual void Validate(TensorContext tensor)
    {
    }

    /// <summary>The statistic of the whole model it needs, or null.</summary>
    public virtual ModelPass? CreateModelPass(ModelContext model) => null;

    /// <summary>Its work on one tensor.</summary>
    public abstract TensorTransform CreateTensorTransform(TensorContext tensor, ModelPass? pass);
}
