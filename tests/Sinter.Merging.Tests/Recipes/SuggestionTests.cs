namespace Sinter.Merging.Tests;

public class SuggestionTests
{
    private static readonly string[] Known = ["weight", "density", "lambda", "normalize", "t"];

    [Theory]
    [InlineData("wieght", "weight")]
    [InlineData("Weight", "weight")]
    [InlineData("densty", "density")]
    [InlineData("normalise", "normalize")]
    [InlineData("lamda", "lambda")]
    [InlineData("frobnicate", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_suggested(string word, string? expected) => Suggestion.Nearest(word, Known).ShouldBe(expected);

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("ab", "ba", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Distances_count_edits(string a, string b, int expected)
    {
        Suggestion.Distance(a, b).ShouldBe(expected);
        Suggestion.Distance(b, a).ShouldBe(expected);
    }

    [Fact]
    public void Without_a_near_word_the_known_ones_are_listed() =>
        Suggestion.For("frobnicate", Known).ShouldBe("; known: density, lambda, normalize, t, weight");
}
