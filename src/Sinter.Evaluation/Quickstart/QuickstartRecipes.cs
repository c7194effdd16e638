using System.Globalization;
using System.Text;

namespace Sinter.Evaluation;

/// <summary>The static merges of the quickstart, as recipes that a user can change and run again.</summary>
internal static class QuickstartRecipes
{
    /// <summary>Coefficients that are tried on the validation pictures.</summary>
    public static IReadOnlyList<double> Grid { get; } = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1];

    /// <summary>Name, and the lines that make it; LAMBDA stands for the coefficient, if it has one.</summary>
    public static IReadOnlyList<(string Name, string Lines)> All { get; } =
    [
        ("average", "merge_method: task_arithmetic\nparameters: {normalize: true, lambda: 1}"),
        ("task arithmetic", "merge_method: task_arithmetic\nparameters: {lambda: LAMBDA}"),
        ("ties", "merge_method: ties\nparameters: {density: 0.3, lambda: LAMBDA, normalize: false}"),
        ("lwptv + task arithmetic", "merge_method: task_arithmetic\nprune: [{method: lwptv}]\nparameters: {lambda: LAMBDA}"),
    ];

    /// <summary>Whether the lines have a coefficient to choose.</summary>
    public static bool HasCoefficient(string lines) => lines.Contains("LAMBDA", StringComparison.Ordinal);

    /// <summary>The recipe's text; models are folders beside it.</summary>
    public static string Text(string lines, double coefficient, IEnumerable<string> experts)
    {
        var text = new StringBuilder("base_model: ../base\non_mismatch: base   # the heads differ in their classes\nmodels:\n");
        foreach (var expert in experts) text.Append($"  - {{model: ../experts/{expert}, parameters: {{weight: 1}}}}\n");
        return text.Append(lines.Replace("LAMBDA", coefficient.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)).Append('\n').ToString();
    }

    /// <summary>The name as a folder's.</summary>
    public static string Folder(string name) => name.Replace(" + ", "-").Replace(' ', '-');
}
