using System.Diagnostics;
using System.Text;

namespace Sinter.Merging.Tests;

/// <summary>Recipes made to exhaust memory or time are refused.</summary>
public class RecipeBombTests
{
    [Fact]
    public void A_billion_laughs_are_refused()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 12; level++) text.AppendLine($"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 9))}]");

        Refused(text.ToString()).Message.ShouldContain("more than 100000 values");
    }

    [Fact]
    public void A_billion_merged_keys_are_refused()
    {
        var text = new StringBuilder("a0: &a0 {k: &v [1, 2, 3, 4, 5, 6, 7, 8, 9]}\n");
        for (var level = 1; level < 12; level++)
            text.AppendLine($"a{level}: &a{level} {{{string.Join(", ", Enumerable.Range(0, 9).Select(key => $"k{key}: *a{level - 1}"))}, <<: *a{level - 1}}}");

        Refused(text.ToString()).Kind.ShouldBe(RecipeError.Syntax);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("&a ")]
    [InlineData("!!str ")]
    [InlineData("\"")]
    [InlineData("a: |\n  ")]
    [InlineData("\t")]
    [InlineData("a: b: ")]
    [InlineData("%YAML 1.2\n")]
    [InlineData("#")]
    public void A_megabyte_of_one_thing_is_refused_quickly(string piece)
    {
        var text = new StringBuilder();
        while (text.Length < RecipeReader.MaximumLength - piece.Length) text.Append(piece);

        Refused(text.ToString());
    }

    [Fact]
    public void Nesting_as_deep_as_a_recipe_needs_is_fine_and_deeper_is_not()
    {
        Refused(new string('[', 25) + new string(']', 25)).Message.ShouldContain("nested deeper");
        Refused("a: " + new string('[', 20) + new string(']', 20)).Message.ShouldNotContain("nested deeper");
    }

    private static RecipeException Refused(string text)
    {
        var watch = Stopwatch.StartNew();
        var exception = Should.Throw<RecipeException>(() => RecipeReader.Parse(text, name: "bomb.yml"));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20), "a hang, not a measure of speed");
        return exception;
    }
}
