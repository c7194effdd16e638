namespace Sinter.Merging;

/// <summary>Chooses the random generator of a recipe that names none: mergekit's for a recipe that mergekit would take, Sinter's own for any other.</summary>
internal static class RandomRule
{
    private static readonly string[] MergekitParameters =
    [
        "weight", "density", "normalize", "lambda", "rescale", "epsilon", "gamma", "t", "scale", "filter_wise", "select_topk", "nuslerp_flatten",
            "nuslerp_row_wise",
        "normalize_weights", "eps", "max_iter", "tol", "r", "alpha", "int8_mask", "embed_slerp",
    ];

    /// <summary>The generator.</summary>
    public static RandomKind Decide(Recipe recipe, MergeMethod method)
    {
        if (recipe.Random is { } given) return given;
        return method.Declaration.InMergekit && !UsesOwnSchema(recipe) ? RandomKind.Mt19937 : RandomKind.Philox;
    }

    private static bool UsesOwnSchema(Recipe recipe) =>
        recipe.Seed is not null
        || recipe.Prune.Length > 0
        || recipe.DensityScope is not null
        || recipe.OnMismatch != OnMismatch.Error
        || recipe.Modules.Any(static module => module.Prefix is not null)
        || Sets(recipe).Any(static set => set.Any(static pair => IsOwn(pair.Key, pair.Value)));

    private static bool IsOwn(string name, ParameterValue value) =>
        value.IsOwnSchema || !MergekitParameters.Contains(name) || (name == "rescale" && value.Evaluate(string.Empty, -1, 0) is "inverse");

    private static IEnumerable<ParameterSet> Sets(Recipe recipe) =>
        [
            recipe.Parameters,
            .. recipe.Modules.Select(static module => module.Parameters),
            .. Slices(recipe).Select(static slice => slice.Parameters),
            .. Slices(recipe).SelectMany(static slice => slice.Sources).Concat(recipe.Models).Concat(recipe.Modules.SelectMany(static module => module.Models))
                .Select(static model => model.Parameters),
        ];

    private static IEnumerable<RecipeSlice> Slices(Recipe recipe) => recipe.Slices.Concat(recipe.Modules.SelectMany(static module => module.Slices));
}
