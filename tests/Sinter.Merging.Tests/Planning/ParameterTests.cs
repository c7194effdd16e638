namespace Sinter.Merging.Tests.Planning;

/// <summary>Which value a parameter gets: filters, gradients, precedence, kinds.</summary>
public class ParameterTests
{
    [Fact]
    public void A_gradient_runs_over_the_layers_and_starts_for_everything_outside_them()
    {
        using var plan = Plan("parameters: {t: [0, 1, 0]}", layers: 5);

        double[] expected = [0, 0.5, 1, 0.5, 0];
        for (var layer = 0; layer < 5; layer++) T(plan, $"model.layers.{layer}.mlp.up_proj.weight").ShouldBe(expected[layer], 1e-12);
        T(plan, "model.embed_tokens.weight").ShouldBe(0);
        T(plan, "lm_head.weight").ShouldBe(0);
    }

    [Fact]
    public void An_only_layer_takes_the_end_of_a_gradient_as_in_mergekit()
    {
        using var plan = Plan("parameters: {t: [0.25, 0.75]}", layers: 1);

        T(plan, "model.layers.0.mlp.up_proj.weight").ShouldBe(0.75);
        T(plan, "model.norm.weight").ShouldBe(0.25);
    }

    [Fact]
    public void The_first_filter_that_matches_counts_and_no_filter_or_a_star_is_the_rest()
    {
        using var plan = Plan("""
            parameters:
              t:
                - {filter: self_attn, value: [0, 1]}
                - {filter: proj, value: 0.3}
                - {filter: norm, value: 0.1}
                - {filter: "*", value: 0.2}
                - {value: 0.9}
            """);

        T(plan, "model.layers.3.self_attn.q_proj.weight").ShouldBe(1);
        T(plan, "model.layers.3.mlp.up_proj.weight").ShouldBe(0.3);
        T(plan, "model.norm.weight").ShouldBe(0.1);
        T(plan, "lm_head.weight").ShouldBe(0.2);
    }

    [Fact]
    public void Filters_by_regex_and_by_layers_work()
    {
        using var plan = Plan("""
            parameters:
              t:
                - {filter: {regex: 'layers\.[02]\.mlp'}, value: 0.1}
                - {filter: {layers: [2, 4]}, value: 0.2}
                - {value: 0.3}
            """);

        T(plan, "model.layers.2.mlp.up_proj.weight").ShouldBe(0.1);
        T(plan, "model.layers.3.mlp.up_proj.weight").ShouldBe(0.2);
        T(plan, "model.layers.1.mlp.up_proj.weight").ShouldBe(0.3);
        T(plan, "model.norm.weight").ShouldBe(0.3);
    }

    [Fact]
    public void Model_comes_before_recipe_and_recipe_before_default_and_a_filter_without_match_passes_on()
    {
        using var a = Models.Llama("a");
        using var b = Models.Llama("b");
        var recipe = Models.Recipe("probe", null) with
        {
            Models =
            [
                new(a) { Parameters = { ["weight"] = ParameterValue.Cases(new ParameterCase("mlp", 7.0)) } },
                new(b) { Parameters = { ["density"] = 0.5 } },
            ],
            Parameters = new() { ["weight"] = 3.0 },
        };
        using var plan = MergePlanner.Plan(recipe, ProbeMethod.Catalog());

        plan.Tensor("model.layers.0.mlp.up_proj.weight").Settings.Numbers("weight").ShouldBe([7, 3]);
        plan.Tensor("model.norm.weight").Settings.Numbers("weight").ShouldBe([3, 3]);
        plan.Tensor("model.norm.weight").Settings.Numbers("density").ShouldBe([1, 0.5]);
        plan.Settings.Numbers("density").ShouldBe([1, 0.5]);
    }

    [Fact]
    public void Source_slice_module_and_recipe_come_in_this_order()
    {
        using var plan = Plan("""
            parameters: {weight: 1, density: 0.1, t: 0.1, steps: 1}
            """, body: """
            modules:
              default:
                parameters: {weight: 2, density: 0.2, t: 0.2}
                slices:
                  - parameters: {weight: 3, density: 0.3}
                    sources:
                      - {model: a, layer_range: [0, 4], parameters: {weight: 4}}
                      - {model: b, layer_range: [0, 4]}
            """);

        var settings = plan.Tensor("model.layers.1.mlp.up_proj.weight").Settings;
        settings.Numbers("weight").ShouldBe([4, 3]);
        settings.Numbers("density").ShouldBe([0.3, 0.3]);
        settings.Number("t").ShouldBe(0.2);
        settings.Integer("steps").ShouldBe(1);
        settings.Flag("normalize").ShouldBeFalse();
    }

    [Theory]
    [InlineData("normalize: true", "normalize", true)]
    [InlineData("normalize: yes", "normalize", true)]
    [InlineData("normalize: 1.0", "normalize", true)]
    [InlineData("normalize: 0", "normalize", false)]
    [InlineData("mode: inverse", "mode", "inverse")]
    [InlineData("mode: true", "mode", "true")]
    [InlineData("t: '0.5'", "t", 0.5)]
    [InlineData("t: 1e-5", "t", 1e-5)]
    [InlineData("t: .5", "t", 0.5)]
    [InlineData("t: -3", "t", -3.0)]
    public void Values_are_taken_as_people_write_them(string text, string name, object expected)
    {
        using var plan = Plan($"parameters: {{{text}}}");

        plan.Tensors[0].Settings.Values.Single(pair => pair.Key == name).Value[0].ShouldBe(expected);
    }

    [Fact]
    public void Gradients_of_words_and_flags_go_in_steps()
    {
        using var plan = Plan("parameters: {mode: [true, inverse, 'false'], normalize: [true, false]}", layers: 5);

        string[] modes = ["true", "true", "inverse", "inverse", "false"];
        for (var layer = 0; layer < 5; layer++) plan.Tensor($"model.layers.{layer}.mlp.up_proj.weight").Settings.Text("mode").ShouldBe(modes[layer]);
        plan.Tensor("model.layers.3.mlp.up_proj.weight").Settings.Flag("normalize").ShouldBeTrue();
        plan.Tensor("model.layers.4.mlp.up_proj.weight").Settings.Flag("normalize").ShouldBeFalse();
    }

    [Theory]
    [InlineData("wieght: 1", RecipeError.Unknown, "r.yml:1: probe has no parameter 'wieght'; did you mean 'weight'?")]
    [InlineData("density: 1.5", RecipeError.OutOfRange, "density is 1.5; expected a number from 0 to 1")]
    [InlineData("density: [0.5, -0.1]", RecipeError.OutOfRange, "density is -0.1")]
    [InlineData("density: [{filter: mlp, value: [0, 2]}]", RecipeError.OutOfRange, "density is 2")]
    [InlineData("density: .nan", RecipeError.OutOfRange, "density is .nan")]
    [InlineData("t: NaN", RecipeError.OutOfRange, "t is NaN")]
    [InlineData("t: much", RecipeError.Invalid, "t is 'much'; expected a number.")]
    [InlineData("steps: 1.5", RecipeError.Invalid, "steps is '1.5'; expected a whole number of at least 1")]
    [InlineData("steps: 0", RecipeError.OutOfRange, "steps is 0; expected a whole number of at least 1")]
    [InlineData("normalize: 2", RecipeError.Invalid, "normalize is '2'; expected true or false")]
    [InlineData("mode: invers", RecipeError.Invalid, "mode is 'invers'; expected one of true, false, inverse; did you mean 'inverse'?")]
    public void A_wrong_value_is_refused_before_any_model_is_opened(string text, RecipeError kind, string message)
    {
        var recipe = RecipeReader.Parse($"parameters: {{{text}}}\nmerge_method: probe\nmodels: [{{model: /nowhere}}]", name: "r.yml");

        var exception = Models.Refused(recipe, ProbeMethod.Catalog());

        exception.Kind.ShouldBe(kind);
        exception.Message.ShouldContain(message);
    }

    [Fact]
    public void Parameters_that_mergekit_takes_without_effect_are_told_and_do_nothing()
    {
        using var plan = Plan("parameters: {int8_mask: true, lambda: 3}");

        plan.Notes.Count.ShouldBe(2);
        plan.Notes[0].ShouldContain("probe does not use the parameter 'int8_mask'");
    }

    [Fact]
    public void A_parameter_of_whole_tensors_at_a_model_has_no_effect_in_a_mergekit_method_and_is_an_error_in_others()
    {
        using var a = Models.Llama("a");
        var recipe = Models.Recipe("probe", null) with { Models = [new(a) { Parameters = { ["t"] = 0.9 } }] };

        using (var plan = MergePlanner.Plan(recipe, ProbeMethod.Catalog()))
        {
            T(plan, "model.norm.weight").ShouldBe(0.5);
            plan.Notes.Single().ShouldContain("'t' has no effect here, as in mergekit");
        }

        Models.Refused(recipe, ProbeMethod.Catalog(inMergekit: false)).Message.ShouldContain("'t' is given at a model");
    }

    [Fact]
    public void Density_scope_stands_for_the_parameter_and_is_refused_where_there_is_none()
    {
        using var plan = Plan("density_scope: model");
        plan.Settings.Text("density_scope").ShouldBe("model");

        using var a = Models.Llama("a");
        Models.Refused(Models.Recipe("linear", null, a) with { DensityScope = "model" }).Message.ShouldContain("linear has no density_scope");
    }

    private static double T(MergePlan plan, string tensor) => plan.Tensor(tensor).Settings.Number("t");

    private static MergePlan Plan(string text, int layers = 4, string? body = null)
    {
        var recipe = RecipeReader.Parse($"{text}\nmerge_method: probe\n{body ?? "models: [{model: a}, {model: b}]"}", name: "r.yml");
        return MergePlanner.Plan(InMemory(recipe, Models.Llama("a", layers), Models.Llama("b", layers)), ProbeMethod.Catalog());
    }

    /// <summary>The recipe with its models a and b replaced by models in memory.</summary>
    private static Recipe InMemory(Recipe recipe, Sinter.Checkpoints.MemoryCheckpoint a, Sinter.Checkpoints.MemoryCheckpoint b)
    {
        return recipe with
        {
            Models = [.. recipe.Models.Select(Known)],
            Modules = [.. recipe.Modules.Select(module => module with { Slices = [.. module.Slices.Select(slice => slice with { Sources = [.. slice.Sources.Select(Known)] })] })],
        };

        RecipeModel Known(RecipeModel model) => model with { Model = model.Model.Path == "a" ? a : b };
    }
}
