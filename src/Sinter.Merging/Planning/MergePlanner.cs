using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>Turns recipes into plans: opens the models (headers only), matches their tensors by name, and decides every tensor's inputs and settings.</summary>
public static class MergePlanner
{
    /// <summary>Plans a merge. No weight is read.</summary>
    /// <param name="recipe">What to merge.</param>
    /// <param name="catalog">The methods a recipe may name; null for Sinter's own.</param>
    /// <param name="options">Seed and places to look.</param>
    /// <exception cref="RecipeException">The recipe or its models cannot be merged; <see cref="RecipeException.Problems"/> lists everything found.</exception>
    /// <exception cref="CheckpointException">A model cannot be read.</exception>
    public static MergePlan Plan(Recipe recipe, MethodCatalog? catalog = null, PlanningOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var problems = new RecipeProblems();
        var plan = Plan(recipe, catalog ?? MethodCatalog.BuiltIn, options ?? new PlanningOptions(), problems);
        if (!problems.Any) return plan!;
        plan?.Dispose();
        problems.ThrowIfAny();
        return null!;
    }

    /// <summary>The same with problems collected; null when there is no plan.</summary>
    internal static MergePlan? Plan(Recipe recipe, MethodCatalog catalog, PlanningOptions options, RecipeProblems problems)
    {
        var bound = RecipeBinder.Bind(recipe, catalog, problems);
        if (problems.Any || bound is null) return null;
        var pool = new CheckpointPool(new ModelLocator(recipe.Folder, options.HubCache));
        MergePlan? plan = null;
        try
        {
            plan = new PlanBuilder(bound, pool, options, problems).Build();
            return plan;
        }
        finally
        {
            if (plan is null) pool.Dispose();
        }
    }
}
