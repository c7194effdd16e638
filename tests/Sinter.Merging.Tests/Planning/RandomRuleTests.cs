namespace Sinter.Merging.Tests.Planning;

/// <summary>A recipe that mergekit takes draws as mergekit does; anything else draws by counter.</summary>
public class RandomRuleTests
{
    [Theory]
    [InlineData("merge_method: dare_ties", RandomKind.Mt19937)]
    [InlineData("merge_method: dare_ties\ndtype: float32\nparameters: {int8_mask: true, density: [{filter: mlp, value: 0.5}]}", RandomKind.Mt19937)]
    [InlineData("merge_method: magmax", RandomKind.Philox)]
    [InlineData("merge_method: dare_ties\nseed: 0", RandomKind.Philox)]
    [InlineData("merge_method: dare_ties\nrng: mt19937\nseed: 3", RandomKind.Mt19937)]
    [InlineData("merge_method: dare_ties\nrng: philox", RandomKind.Philox)]
    [InlineData("merge_method: dare_ties\non_mismatch: skip", RandomKind.Philox)]
    [InlineData("merge_method: dare_ties\nparameters: {density: [{filter: {regex: a}, value: 0.5}]}", RandomKind.Philox)]
    [InlineData("merge_method: dare_linear\nparameters: {rescale: inverse}", RandomKind.Philox)]
    [InlineData("merge_method: ties\ndensity_scope: model", RandomKind.Philox)]
    [InlineData("merge_method: ties\nparameters: {density_scope: model}", RandomKind.Philox)]
    public void The_generator_follows_from_the_recipe(string text, RandomKind expected)
    {
        var recipe = RecipeReader.Parse(text + "\nbase_model: a\nmodels: [{model: b}]");

        RandomRule.Decide(recipe, MethodCatalog.BuiltIn.FindMethod(recipe.Method)!).ShouldBe(expected);
    }

    [Fact]
    public void The_seed_of_the_call_goes_before_the_recipes()
    {
        using var a = Models.Llama("a");
        using var none = MergePlanner.Plan(Models.Recipe("linear", null, a));
        using var recipe = MergePlanner.Plan(Models.Recipe("linear", null, a) with { Seed = 7 });
        using var call = MergePlanner.Plan(Models.Recipe("linear", null, a) with { Seed = 7 }, options: new PlanningOptions { Seed = 9 });

        (none.Seed, recipe.Seed, call.Seed).ShouldBe((0ul, 7ul, 9ul));
    }
}
