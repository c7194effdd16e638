using System.Collections.Immutable;

namespace Sinter.Merging;

/// <summary>The merge methods and transforms a recipe may name. <see cref="BuiltIn"/> has Sinter's own; <see cref="With(MergeMethod)"/> adds yours.</summary>
public sealed class MethodCatalog
{
    private MethodCatalog(ImmutableArray<MergeMethod> methods, ImmutableArray<TaskVectorTransform> transforms)
    {
        Methods = methods;
        Transforms = transforms;
    }

    /// <summary>Every method and transform that comes with Sinter.</summary>
    public static MethodCatalog BuiltIn { get; } = new(BuiltInMethods.All, BuiltInTransforms.All);

    /// <summary>The methods, in ordinal order of their names.</summary>
    public ImmutableArray<MergeMethod> Methods { get; }

    /// <summary>The transforms, in ordinal order of their names.</summary>
    public ImmutableArray<TaskVectorTransform> Transforms { get; }

    /// <summary>This catalog and one more method.</summary>
    /// <exception cref="ArgumentException">A method of that name exists.</exception>
    public MethodCatalog With(MergeMethod method)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (FindMethod(method.Declaration.Name) is not null) throw new ArgumentException($"There is a method '{method.Declaration.Name}' already.", nameof(method));
        return new MethodCatalog([.. Methods.Add(method).OrderBy(static m => m.Declaration.Name, StringComparer.Ordinal)], Transforms);
    }

    /// <summary>The method of this name, or null.</summary>
    public MergeMethod? FindMethod(string name) => Methods.FirstOrDefault(method => method.Declaration.Name == name);

    /// <summary>The transform of this name, or null.</summary>
    public TaskVectorTransform? FindTransform(string name) => Transforms.FirstOrDefault(transform => transform.Declaration.Name == name);

    /// <summary>What the method and the transform of this name say about themselves: one declaration, or two where both exist.</summary>
    /// <exception cref="RecipeException">There is neither; the message proposes the nearest name.</exception>
    public IReadOnlyList<MethodDeclaration> Describe(string name)
    {
        MethodDeclaration?[] found = [FindMethod(name)?.Declaration, FindTransform(name)?.Declaration];
        if (found.Any(static declaration => declaration is not null)) return [.. found.OfType<MethodDeclaration>()];
        var known = Methods.Select(static method => method.Declaration.Name).Concat(Transforms.Select(static transform => transform.Declaration.Name)).Distinct();
        throw new RecipeException(RecipeError.Unknown, $"there is no method '{name}'{Suggestion.For(name, known)}");
    }
}
