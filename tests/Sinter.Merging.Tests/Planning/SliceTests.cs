namespace Sinter.Merging.Tests.Planning;

/// <summary>Slices, modules and what they do to names and configuration.</summary>
public class SliceTests
{
    [Fact]
    public void Slices_follow_each_other_and_layers_are_renumbered()
    {
        using var a = Models.Llama("a", layers: 4);
        using var b = Models.Llama("b", layers: 4, value: 2);
        using var plan = MergePlanner.Plan(Frankenstein(Slice(a, 0, 3), Slice(b, 1, 4)));

        plan.Tensors.Count(static tensor => tensor.Name.StartsWith("model.layers.", StringComparison.Ordinal)).ShouldBe(12);
        var fifth = plan.Tensor("model.layers.4.mlp.up_proj.weight");
        fifth.Models.Single().Checkpoint.Path.ShouldBe("b");
        fifth.Models.Single().Tensor.Name.ShouldBe("model.layers.2.mlp.up_proj.weight");
        fifth.Layer.ShouldBe(4);
        plan.Tensor("model.embed_tokens.weight").Models.Single().Checkpoint.Path.ShouldBe("a");
        plan.Tensor("model.norm.weight").Models.Single().Checkpoint.Path.ShouldBe("b");
        plan.Tensor("lm_head.weight").Models.Single().Checkpoint.Path.ShouldBe("b");
        plan.Tensors.Select(static tensor => tensor.Name).ShouldBe(plan.Tensors.Select(static tensor => tensor.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_gradient_runs_over_each_slice_by_itself()
    {
        using var a = Models.Llama("a", layers: 4);
        var recipe = Frankenstein(Slice(a, 0, 3), Slice(a, 1, 4)) with { Parameters = new() { ["scale"] = new[] { 0.0, 1.0 } } };
        using var plan = MergePlanner.Plan(recipe);

        double[] expected = [0, 0.5, 1, 0, 0.5, 1];
        for (var layer = 0; layer < 6; layer++) plan.Tensor($"model.layers.{layer}.mlp.up_proj.weight").Settings.Number("scale", 0).ShouldBe(expected[layer]);
    }

    [Fact]
    public void The_base_of_a_slice_takes_the_layers_its_sources_agree_on_or_its_own()
    {
        using var origin = Models.Llama("base", layers: 4);
        using var a = Models.Llama("a", layers: 4);
        var slice = new RecipeSlice { Sources = [Source(a, 2, 4)] };
        using (var plan = MergePlanner.Plan(new Recipe { Method = "task_arithmetic", BaseModel = origin, Slices = [slice] }))
            plan.Tensor("model.layers.0.mlp.up_proj.weight").Base!.Tensor.Name.ShouldBe("model.layers.2.mlp.up_proj.weight");

        slice = new RecipeSlice { Sources = [Source(a, 2, 4), Source(origin, 0, 2)] };
        using (var plan = MergePlanner.Plan(new Recipe { Method = "task_arithmetic", BaseModel = origin, Slices = [slice] }))
        {
            var tensor = plan.Tensor("model.layers.1.mlp.up_proj.weight");
            tensor.Base!.Tensor.Name.ShouldBe("model.layers.1.mlp.up_proj.weight");
            tensor.Models.Single().Tensor.Name.ShouldBe("model.layers.3.mlp.up_proj.weight");
        }

        slice = new RecipeSlice { Sources = [Source(a, 2, 4), Source(a, 0, 2)] };
        Models.Refused(new Recipe { Method = "task_arithmetic", BaseModel = origin, Slices = [slice] }).Message.ShouldContain("add it to the sources with its layer_range");
    }

    [Fact]
    public void A_tensor_taken_from_the_base_in_a_slice_comes_from_the_layer_that_is_there()
    {
        using var origin = Models.Llama("base", layers: 4);
        using var wide = Models.Of("wide", ("model.layers.0.mlp.up_proj.weight", [9, 2]), ("model.layers.1.mlp.up_proj.weight", [9, 2]), ("model.layers.0.self_attn.q_proj.weight", [2, 2]), ("model.layers.1.self_attn.q_proj.weight", [2, 2]));
        var slice = new RecipeSlice { Sources = [Source(wide, 0, 2), Source(origin, 2, 4)] };
        using var plan = MergePlanner.Plan(new Recipe
        {
            Method = "slerp",
            BaseModel = origin,
            Slices = [slice],
            Parameters = new() { ["t"] = 0.5 },
            OnMismatch = OnMismatch.Base,
        });

        plan.Tensor("model.layers.0.mlp.up_proj.weight").CopySource!.Tensor.Name.ShouldBe("model.layers.2.mlp.up_proj.weight");
        plan.Tensor("model.layers.0.self_attn.q_proj.weight").Action.ShouldBe(TensorAction.Merge);
    }

    [Fact]
    public void Slices_that_cannot_be_cut_are_refused()
    {
        using var a = Models.Llama("a", layers: 4);
        using var plain = Models.Of("plain", ("weight", [2]));
        using var towers = Models.Of("towers", ("encoder.layers.0.w", [2]), ("decoder.layers.0.w", [2]));

        Models.Refused(Frankenstein(Slice(a, 2, 6))).Message.ShouldContain("layer_range [2, 6] asks for more layers than a has: 4 in model.layers.*");
        Models.Refused(Frankenstein(Slice(plain, 0, 1))).Message.ShouldContain("no numbered layers");
        Models.Refused(Frankenstein(Slice(towers, 0, 1))).Message.ShouldContain("2 stacks of layers (decoder.layers., encoder.layers.)");
        var uneven = new RecipeSlice { Sources = [Source(a, 0, 2), Source(a, 0, 3)] };
        Models.Refused(new Recipe { Method = "linear", Slices = [uneven] }).Message.ShouldContain("2 and 3 layers");
    }

    [Fact]
    public void Modules_own_tensors_by_prefix_and_default_owns_the_rest()
    {
        using var a = Models.Of("a", ("vision_tower.w", [2]), ("model.language_model.w", [2]), ("projector.w", [2]));
        using var b = Models.Of("b", ("vision_tower.w", [2]), ("model.language_model.w", [2]), ("projector.w", [2]));
        var recipe = new Recipe
        {
            Method = "linear",
            Modules =
            [
                new("vision_tower") { Models = [new(a)] },
                new("text") { Prefix = "language_model", Models = [new(a), new(b)], Parameters = { ["normalize"] = false } },
                new("default") { Models = [new(b)] },
            ],
        };
        using var plan = MergePlanner.Plan(recipe);

        plan.Tensor("vision_tower.w").Models.Single().Checkpoint.Path.ShouldBe("a");
        plan.Tensor("model.language_model.w").Models.Count.ShouldBe(2);
        plan.Tensor("model.language_model.w").Settings.Flag("normalize").ShouldBeFalse();
        plan.Tensor("projector.w").Models.Single().Checkpoint.Path.ShouldBe("b");
        Models.Refused(recipe with { Modules = recipe.Modules[..2] }).Message.ShouldContain("1 tensors belong to no module, for example 'projector.w'");
    }

    [Fact]
    public void A_statistic_of_the_whole_model_needs_the_same_models_in_every_slice()
    {
        using var a = Models.Llama("a");
        using var b = Models.Llama("b");
        var recipe = Frankenstein(Slice(a, 0, 2), Slice(b, 2, 4)) with { Method = "probe" };

        Models.Refused(recipe, ProbeMethod.Catalog(scope: MethodScope.Model)).Message.ShouldContain("expected the same models in each");
    }

    private static Recipe Frankenstein(params RecipeSlice[] slices) => new() { Method = "passthrough", Slices = [.. slices] };

    private static RecipeSlice Slice(ModelReference model, int first, int end) => new() { Sources = [Source(model, first, end)] };

    private static RecipeModel Source(ModelReference model, int first, int end) => new(model) { FirstLayer = first, EndLayer = end };
}
