using System.Text;

namespace Sinter.Cli.Tests;

/// <summary>Hostile and wrong recipes, end to end: each merge exits 2 with one line and leaves nothing behind.</summary>
public sealed class RecipeAttackTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_bomb_of_aliases_is_refused()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 30; i++) bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        _place.Refuses(_place.Recipe(bomb.Append("merge_method: linear\n").ToString()), "recipe.yml");
    }

    [Fact]
    public void Deep_nesting_is_refused() => _place.Refuses(_place.Recipe("merge_method: " + new string('[', 100_000)), "recipe.yml");

    [Fact]
    public void A_recipe_of_megabytes_is_refused() => _place.Refuses(_place.Recipe(new string('#', 3 << 20)), "recipe.yml", "1048576");

    [Fact]
    public void What_is_not_yaml_is_refused() => _place.Refuses(_place.Recipe("models: [{model: first"), "recipe.yml");

    [Fact]
    public void What_is_not_text_is_refused()
    {
        File.WriteAllBytes(_place["recipe.yml"], [0xff, 0xfe, 0x00, 0x80]);
        _place.Refuses(_place["recipe.yml"], "recipe.yml");
    }

    [Fact]
    public void An_empty_recipe_is_refused() => _place.Refuses(_place.Recipe(""), "recipe.yml");

    [Fact]
    public void A_misspelt_key_gets_a_proposal() =>
        _place.Refuses(_place.Recipe("merge_method: linear\nmodels: [{model: first, paramters: {weight: 1}}]\n"), "recipe.yml:2", "paramters", "did you mean 'parameters'?");

    [Fact]
    public void Weights_that_sum_to_zero_are_refused() => _place.Refuses(
        _place.Recipe("merge_method: linear\nmodels: [{model: first, parameters: {weight: 1}}, {model: second, parameters: {weight: -1}}]\n"), "weight", "0");

    [Theory]
    [InlineData("1.5")]
    [InlineData("-0.1")]
    [InlineData(".nan")]
    public void A_density_outside_0_to_1_is_refused(string density) => _place.Refuses(
        _place.Recipe($"merge_method: ties\nbase_model: base\nmodels: [{{model: first, parameters: {{weight: 1, density: {density}}}}}]\n"), "recipe.yml:3", "density");

    [Fact]
    public void A_missing_base_is_refused() =>
        _place.Refuses(_place.Recipe("merge_method: task_arithmetic\nmodels: [{model: first, parameters: {weight: 1}}]\n"), "recipe.yml", "task_arithmetic", "base_model");

    [Fact]
    public void A_base_that_does_not_exist_is_refused() => _place.Refuses(
        _place.Recipe("merge_method: task_arithmetic\nbase_model: ./no-such-base\nmodels: [{model: first, parameters: {weight: 1}}]\n"), "no-such-base");
}
