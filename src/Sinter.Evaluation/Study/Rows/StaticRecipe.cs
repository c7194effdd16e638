using System.Globalization;
using System.Text;
using System.Text.Json;
using Sinter.Checkpoints;
using Sinter.Learning;
using Sinter.Merging;

namespace Sinter.Evaluation;

/// <summary>A static merge as a recipe that is left in the study's folder, so that anyone can change it and run it again.</summary>
internal sealed class StaticRecipe(StudyScene scene, string name, string lines)
{
    /// <summary>Merges, and reads the encoder.</summary>
    /// <param name="coefficient">What LAMBDA stands for.</param>
    /// <param name="ratio">What RATIO stands for.</param>
    public Weights Merge(double coefficient, double? ratio)
    {
        var recipes = Path.Combine(scene.Folder, "recipes");
        var merged = Path.Combine(scene.Folder, "merged", CellFile.Word(name));
        Directory.CreateDirectory(recipes);
        Directory.CreateDirectory(Path.GetDirectoryName(merged)!);
        var recipe = Path.Combine(recipes, CellFile.Word(name) + ".yml");
        File.WriteAllText(recipe, Text(recipes, coefficient, ratio));
        using var plan = MergePlanner.Plan(RecipeReader.ReadFile(recipe));
        var options = new MergeOptions(merged) { Overwrite = true, Hashes = false, Durable = false, Execution = new ExecutionOptions { Threads = scene.Workspace.Threads } };
        Merger.Run(plan, options, scene.Cancellation);
        using var checkpoint = Checkpoint.Open(merged);
        return scene.Model.Backbone.Load(checkpoint);
    }

    private string Text(string recipes, double coefficient, double? ratio)
    {
        var text = new StringBuilder($"base_model: {Relative(recipes, scene.Settings.Base)}\ndtype: float32\non_mismatch: base   # the heads differ in their classes\nmodels:\n");
        foreach (var expert in scene.ExpertPaths) text.Append($"  - {{model: {Relative(recipes, expert)}, parameters: {{weight: 1}}}}\n");
        return text.Append(Filled(lines, coefficient, ratio)).Append('\n').ToString();
    }

    private static string Filled(string lines, double coefficient, double? ratio) => lines
        .Replace("LAMBDA", coefficient.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("RATIO", ratio?.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    // Quoted as JSON, which is YAML too.
    private static string Relative(string folder, string path) => JsonSerializer.Serialize(Path.GetRelativePath(Path.GetFullPath(folder), Path.GetFullPath(path)).Replace('\\', '/'));
}
