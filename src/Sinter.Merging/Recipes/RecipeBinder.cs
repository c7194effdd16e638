using System.Collections.Immutable;

namespace Sinter.Merging;

/// <summary>Looks up a recipe's method and transforms and checks every parameter it gives, without opening a model.</summary>
internal sealed class RecipeBinder
{
    private readonly RecipeProblems _problems;
    private readonly ParameterBinder _binder;

    private RecipeBinder(Recipe recipe, MergeMethod method, MethodCatalog catalog, RecipeProblems problems)
    {
        _problems = problems;
        _binder = new ParameterBinder(method.Declaration, catalog, problems, recipe.Folder);
    }

    /// <summary>The bound recipe; null, with problems noted, when it names no method that exists.</summary>
    public static BoundRecipe? Bind(Recipe recipe, MethodCatalog catalog, RecipeProblems problems)
    {
        RecipeShape.Check(recipe, problems);
        if (problems.Any) return null;
        var transforms = Transforms(recipe, catalog, problems);
        if (catalog.FindMethod(recipe.Method) is not { } method)
        {
            problems.Add(RecipeError.Unknown, recipe.Position,
                $"unknown merge_method '{recipe.Method}'{Suggestion.For(recipe.Method, catalog.Methods.Select(static known => known.Declaration.Name))}");
            return null;
        }

        return new RecipeBinder(recipe, method, catalog, problems).Bind(recipe, method, transforms);
    }

    private static List<BoundTransform> Transforms(Recipe recipe, MethodCatalog catalog, RecipeProblems problems)
    {
        var bound = new List<BoundTransform>();
        foreach (var entry in recipe.Prune)
        {
            if (catalog.FindTransform(entry.Method) is { } transform)
                bound.Add(new BoundTransform(transform, new ParameterBinder(transform.Declaration, catalog, problems, recipe.Folder)
                    .Bind(entry.Parameters, ofModel: false, entry.Position)));
            else
                problems.Add(RecipeError.Unknown, entry.Position,
                    $"unknown prune method '{entry.Method}'{Suggestion.For(entry.Method, catalog.Transforms.Select(static known => known.Declaration.Name))}");
        }

        return bound;
    }

    private BoundRecipe Bind(Recipe recipe, MergeMethod method, List<BoundTransform> transforms)
    {
        var parameters = _binder.Bind(recipe.Parameters, ofModel: false, recipe.Position);
        AddDensityScope(recipe, method, parameters);
        var bound = recipe with
        {
            Parameters = parameters,
            Models = Models(recipe.Models),
            Slices = Slices(recipe.Slices),
            Modules = [.. recipe.Modules.Select(module => module with
            {
                Models = Models(module.Models),
                Slices = Slices(module.Slices),
                Parameters = _binder.Bind(module.Parameters, ofModel: false, module.Position),
            })],
        };
        return new BoundRecipe(bound, method, transforms, [.. recipe.Notes, .. _binder.Notes]);
    }

    // The key density_scope stands for the parameter of that name.
    private void AddDensityScope(Recipe recipe, MergeMethod method, ParameterSet parameters)
    {
        if (recipe.DensityScope is not { } scope) return;
        var at = scope.Position == default ? recipe.Position : scope.Position;
        if (method.Declaration.Find("density_scope") is null)
            _problems.Add(RecipeError.Invalid, at,
                $"{recipe.Method} has no density_scope; it is for methods that rank a task vector's elements, such as ties.");
        else if (parameters.Find("density_scope") is not null)
            _problems.Add(RecipeError.Invalid, at, "density_scope is given twice, at the top and under parameters.");
        else if (_binder.Bind(new ParameterSet { ["density_scope"] = scope }, ofModel: false, at).Find("density_scope") is { } value)
            parameters.Add("density_scope", value);
    }

    private ImmutableArray<RecipeModel> Models(ImmutableArray<RecipeModel> models) =>
        [.. models.Select(model => model with { Parameters = _binder.Bind(model.Parameters, ofModel: true, model.Model.Position) })];

    private ImmutableArray<RecipeSlice> Slices(ImmutableArray<RecipeSlice> slices) => [.. slices.Select(slice => slice with
    {
        Sources = Models(slice.Sources),
        Parameters = _binder.Bind(slice.Parameters, ofModel: false, slice.Position),
    })];
}
