namespace Sinter.Merging;

/// <summary>Checks what the YAML reader guarantees and a recipe made in code may get wrong: which parts are there.</summary>
internal static class RecipeShape
{
    public static void Check(Recipe recipe, RecipeProblems problems)
    {
        var bodies = (recipe.Models.IsDefaultOrEmpty ? 0 : 1) + (recipe.Slices.IsDefaultOrEmpty ? 0 : 1) + (recipe.Modules.IsDefaultOrEmpty ? 0 : 1);
        if (bodies != 1)
            problems.Add(bodies == 0 ? RecipeError.Missing : RecipeError.Invalid, recipe.Position,
                $"{bodies} of models, slices and modules are given; expected exactly one.");
        foreach (var slice in recipe.Slices) Slice(slice, problems);
        foreach (var module in recipe.Modules)
        {
            if (module.Models.Length > 0 == module.Slices.Length > 0)
                problems.Add(RecipeError.Invalid, module.Position, $"the module '{module.Name}' needs models or slices, and not both.");
            foreach (var slice in module.Slices) Slice(slice, problems);
        }
    }

    private static void Slice(RecipeSlice slice, RecipeProblems problems)
    {
        if (slice.Sources.IsDefaultOrEmpty) problems.Add(RecipeError.ModelCount, slice.Position, "a slice has no sources; expected at least one.");
        else if (slice.Sources.Any(static source => !(source.FirstLayer >= 0 && source.EndLayer > source.FirstLayer)))
            problems.Add(RecipeError.Missing, slice.Position, "a source of a slice has no layer_range [first, end] with 0 ≤ first < end.");
    }
}
