using System.Globalization;
using System.Text.Json.Nodes;

namespace Sinter.Evaluation;

/// <summary>A static merge by a recipe; its coefficients are those with the best mean accuracy on validation pictures.</summary>
/// <param name="name">Unique.</param>
/// <param name="note">What is particular about it.</param>
/// <param name="lines">The recipe's lines; LAMBDA and RATIO stand for coefficients.</param>
internal sealed class MergedRow(string name, string note, string lines) : StudyRow(name, StaticRows.Group, note)
{
    /// <summary>λ to try; empty when the recipe has none.</summary>
    public IReadOnlyList<double> Coefficients { get; init; } = [];

    /// <summary>Shares to prune, each tried with every λ; empty when the recipe has none.</summary>
    public IReadOnlyList<double> Ratios { get; init; } = [];

    /// <summary>The row whose share is taken instead.</summary>
    public MergedRow? RatioOf { get; init; }

    public override CellScores Compute(StudyScene scene, int? seed)
    {
        var recipe = new StaticRecipe(scene, Name, lines);
        if (Coefficients.Count == 0) return Score(scene, recipe, 1, null);
        double?[] ratios = RatioOf is not null ? [Best(scene.Cells.Get(RatioOf, null).Grid!).Ratio] : Ratios.Count > 0 ? [.. Ratios.Select(static ratio => (double?)ratio)] : [null];
        var grid = new List<GridPoint>();
        foreach (var ratio in ratios)
        {
            foreach (var coefficient in Coefficients)
            {
                scene.Report("choosing coefficients", (double)grid.Count / (ratios.Length * Coefficients.Count), Name);
                using var weights = recipe.Merge(coefficient, ratio);
                grid.Add(new GridPoint(coefficient, ratio, StaticScorer.Validate(scene, weights)));
            }
        }

        var best = Best(grid);
        return Score(scene, recipe, best.Coefficient, best.Ratio) with { Grid = grid, Note = Words(best) };
    }

    protected override void Describe(JsonObject depends, StudyScene scene, int? seed)
    {
        depends["row"] = "merged";
        depends["recipe"] = lines;
        if (Coefficients.Count == 0) return;
        depends["coefficients"] = Numbers(Coefficients);
        depends["ratios"] = RatioOf is null ? Numbers(Ratios) : CellFile.Fingerprint(RatioOf.Depends(scene, seed));
        depends["validation"] = scene.ValidationHash;
    }

    private static CellScores Score(StudyScene scene, StaticRecipe recipe, double coefficient, double? ratio)
    {
        using var weights = recipe.Merge(coefficient, ratio);
        return StaticScorer.Score(scene, weights);
    }

    // The first of equals: the smaller coefficient.
    private static GridPoint Best(IEnumerable<GridPoint> grid) => grid.MaxBy(static point => point.Accuracy)!;

    private static JsonArray Numbers(IEnumerable<double> values) => [.. values.Select(static value => (JsonNode)value)];

    private string Words(GridPoint best)
    {
        var edges = new List<string>();
        if (best.Coefficient == Coefficients[0] || best.Coefficient == Coefficients[^1]) edges.Add("lambda");
        if (Ratios.Count > 0 && (best.Ratio == Ratios[0] || best.Ratio == Ratios[^1])) edges.Add("ratio");
        var ratio = best.Ratio is { } share ? string.Create(CultureInfo.InvariantCulture, $", ratio {share}{(RatioOf is null ? "" : " (that of lwptv)")}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"lambda {best.Coefficient}{ratio}, {100 * best.Accuracy:F1} on validation{(edges.Count == 0 ? "" : $"; {string.Join(" and ", edges)} at the edge of the grid")}");
    }
}
