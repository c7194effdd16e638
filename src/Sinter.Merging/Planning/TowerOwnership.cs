namespace Sinter.Merging;

/// <summary>
/// Decides which module of a recipe owns a tensor: the one with the longest prefix that the name begins with, or has inside it at a dot; else the module
/// <c>default</c>.
/// </summary>
internal sealed class TowerOwnership(IReadOnlyList<RecipeModule> modules)
{
    private const string Default = "default";

    /// <summary>The module that owns a tensor, or null.</summary>
    public RecipeModule? OwnerOf(string name)
    {
        RecipeModule? owner = null;
        foreach (var module in modules)
        {
            var prefix = Prefix(module);
            if (Holds(name, prefix) && (owner is null || prefix.Length > Prefix(owner).Length)) owner = module;
        }

        return owner ?? modules.FirstOrDefault(static module => module.Name == Default);
    }

    private static string Prefix(RecipeModule module) => module.Prefix ?? module.Name;

    private static bool Holds(string name, string prefix)
    {
        var dotted = prefix.EndsWith('.') ? prefix : prefix + ".";
        return name.StartsWith(dotted, StringComparison.Ordinal) || name.Contains("." + dotted, StringComparison.Ordinal);
    }
}
