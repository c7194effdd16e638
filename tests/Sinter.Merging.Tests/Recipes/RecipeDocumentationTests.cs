using System.Runtime.CompilerServices;

namespace Sinter.Merging.Tests;

/// <summary>The recipes shown in docs/recipes.md are recipes.</summary>
public class RecipeDocumentationTests
{
    [Fact]
    public void Every_yaml_block_of_the_page_is_read()
    {
        var blocks = Blocks(File.ReadAllText(Page()));

        blocks.Count.ShouldBeGreaterThan(4);
        foreach (var block in blocks)
        {
            if (block.StartsWith("model:", StringComparison.Ordinal)) continue;
            var text = block.Contains("merge_method:", StringComparison.Ordinal) ? block : "merge_method: task_arithmetic\n" + block;
            if (!text.Contains("models:", StringComparison.Ordinal) && !text.Contains("slices:", StringComparison.Ordinal)) text += "\nmodels: [{model: a}]";
            Should.NotThrow(() => RecipeReader.Parse(text), block);
        }
    }

    private static List<string> Blocks(string page)
    {
        var blocks = new List<string>();
        for (var start = page.IndexOf("```yaml\n", StringComparison.Ordinal); start >= 0; start = page.IndexOf("```yaml\n", start, StringComparison.Ordinal))
        {
            start += "```yaml\n".Length;
            blocks.Add(page[start..page.IndexOf("```", start, StringComparison.Ordinal)]);
        }

        return blocks;
    }

    private static string Page([CallerFilePath] string here = "")
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "docs", "recipes.md"))) return Path.Combine(folder.FullName, "docs", "recipes.md");
        return Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "recipes.md");
    }
}
