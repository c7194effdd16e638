using Sinter.Checkpoints;

namespace Sinter.Merging.Tests.Planning;

/// <summary>prune: in recipes.</summary>
public class PruneTests
{
    private const string Text = """
        merge_method: task_arithmetic
        base_model: base
        models: [{model: a}, {model: b}]
        prune:
          - method: lwptv
            ratio: RATIO
          - method: magnitude
            density: [{filter: mlp, value: [0.2, 0.8]}, {value: 1}]
        """;

    [Fact]
    public void Transforms_come_in_order_with_their_own_settings()
    {
        using var plan = Plan(Text.Replace("RATIO", "0.5", StringComparison.Ordinal));

        plan.Transforms.Select(static transform => transform.Declaration.Name).ShouldBe(["lwptv", "magnitude"]);
        plan.TransformSettings[0].Number("ratio").ShouldBe(0.5);
        plan.Tensor("model.layers.0.mlp.up_proj.weight").TransformSettings[1].Number("density").ShouldBe(0.2);
        plan.Tensor("model.layers.3.mlp.up_proj.weight").TransformSettings[1].Number("density").ShouldBe(0.8);
        plan.Tensor("model.norm.weight").TransformSettings[1].Number("density").ShouldBe(1);
        plan.Random.ShouldBe(RandomKind.Philox);
    }

    [Theory]
    [InlineData("ratio: RATIO", "ratoi: 1", "lwptv has no parameter 'ratoi'; did you mean 'ratio'?")]
    [InlineData("RATIO", "1.5", "ratio is 1.5; expected a number from 0 to 1")]
    [InlineData("method: lwptv", "metod: lwptv", "unknown key 'metod' in prune[0]; did you mean 'method'?")]
    [InlineData("lwptv", "lwptw", "unknown prune method 'lwptw'; did you mean 'lwptv'?")]
    [InlineData("task_arithmetic", "linear", "prune changes task vectors, but linear merges weights")]
    public void What_is_wrong_in_prune_is_told(string from, string to, string message)
    {
        var exception = Should.Throw<RecipeException>(() => Plan(Text.Replace(from, to, StringComparison.Ordinal).Replace("RATIO", "0.5", StringComparison.Ordinal)).Dispose());

        string.Concat(exception.Problems.Select(static problem => problem.Message)).ShouldContain(message);
    }

    private static MergePlan Plan(string text)
    {
        var recipe = RecipeReader.Parse(text, name: "r.yml");
        return MergePlanner.Plan(recipe with
        {
            BaseModel = Models.Llama("base"),
            Models = [.. recipe.Models.Select(static (model, index) => model with { Model = (MemoryCheckpoint)Models.Llama(model.Model.Path, value: index + 2) })],
        });
    }
}
