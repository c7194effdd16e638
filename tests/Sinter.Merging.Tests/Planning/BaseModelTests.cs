namespace Sinter.Merging.Tests.Planning;

/// <summary>What becomes of base_model for each kind of method, and how many models a method takes.</summary>
public class BaseModelTests
{
    [Fact]
    public void A_method_on_task_vectors_needs_a_base_and_leaves_it_out_of_the_models()
    {
        using var origin = Models.Llama("base");
        using var a = Models.Llama("a");

        var exception = Models.Refused(Models.Recipe("task_arithmetic", null, a));
        exception.Kind.ShouldBe(RecipeError.Missing);
        exception.Message.ShouldContain("task_arithmetic works on task vectors and needs base_model");
        using var plan = MergePlanner.Plan(Models.Recipe("task_arithmetic", origin, a, origin));
        plan.ModelNames.ShouldBe(["a"]);
        plan.Tensors[0].Models.Count.ShouldBe(1);
        Models.Refused(Models.Recipe("task_arithmetic", origin, origin)).Message.ShouldContain("given 0 models, the base not counted");
    }

    [Fact]
    public void A_method_that_ignores_the_base_merges_it_like_any_other_model()
    {
        using var origin = Models.Llama("base");
        using var a = Models.Llama("a");
        using var plan = MergePlanner.Plan(Models.Recipe("linear", origin, a, origin));

        plan.ModelNames.ShouldBe(["a", "base"]);
        plan.Tensors[0].Base.ShouldBeNull();
        plan.Base.ShouldBeSameAs(origin);
    }

    [Fact]
    public void The_same_model_may_be_merged_twice_with_a_method_on_weights()
    {
        using var a = Models.Llama("a");
        var recipe = Models.Recipe("linear", null) with
        {
            Models = [new(a) { Parameters = { ["weight"] = 1.0 } }, new(a) { Parameters = { ["weight"] = 2.0 } }],
        };
        using var plan = MergePlanner.Plan(recipe);

        plan.Tensors[0].Settings.Numbers("weight").ShouldBe([1, 2]);
        plan.Checkpoints.Count.ShouldBe(1);
    }

    [Fact]
    public void Slerp_starts_at_the_base_wherever_it_stands_among_the_models()
    {
        using var a = Models.Llama("a");
        using var b = Models.Llama("b");

        foreach (var recipe in (Recipe[])[Models.Recipe("slerp", b, a, b), Models.Recipe("slerp", b, b, a), Models.Recipe("slerp", b, a)])
        {
            using var plan = MergePlanner.Plan(recipe with { Parameters = new() { ["t"] = 0.25 } });
            plan.ModelNames.ShouldBe(["b", "a"]);
            plan.Tensors[0].Base.ShouldBeNull();
        }

        Models.Refused(Models.Recipe("slerp", a, b)).Message.ShouldContain("slerp needs the parameter 't'");
        Models.Refused(Models.Recipe("slerp", null, a, b)).Message.ShouldContain("slerp needs base_model: one of its models");
        Models.Refused(Models.Recipe("slerp", a, a)).Kind.ShouldBe(RecipeError.ModelCount);
    }

    [Fact]
    public void A_method_with_an_optional_base_works_on_task_vectors_when_it_has_one()
    {
        using var origin = Models.Llama("base");
        using var a = Models.Llama("a");
        using var b = Models.Llama("b");
        using var with = MergePlanner.Plan(Models.Recipe("nuslerp", origin, a, b, origin));
        using var without = MergePlanner.Plan(Models.Recipe("nuslerp", null, a, b));

        with.Tensors[0].Base!.Checkpoint.ShouldBeSameAs(origin);
        with.ModelNames.ShouldBe(["a", "b"]);
        without.Tensors[0].Base.ShouldBeNull();
    }

    [Fact]
    public void Weights_that_sum_to_zero_are_refused_before_anything_is_read()
    {
        using var a = Models.Llama("a");
        using var b = Models.Llama("b");
        var recipe = Models.Recipe("linear", null) with
        {
            Models = [new(a) { Parameters = { ["weight"] = 1.0 } }, new(b) { Parameters = { ["weight"] = -1.0 } }],
        };

        Models.Refused(recipe).Kind.ShouldBe(RecipeError.OutOfRange);
    }

    [Fact]
    public void Prune_needs_task_vectors()
    {
        using var a = Models.Llama("a");
        var recipe = Models.Recipe("linear", null, a) with { Prune = [new RecipeTransform("lwptw")] };

        Models.Refused(recipe).Message.ShouldContain("unknown prune method 'lwptw'");
    }

    [Fact]
    public void An_unknown_method_is_answered_with_the_nearest()
    {
        using var a = Models.Llama("a");

        var exception = Models.Refused(Models.Recipe("task_arithmetics", null, a));

        exception.Kind.ShouldBe(RecipeError.Unknown);
        exception.Message.ShouldBe("recipe: unknown merge_method 'task_arithmetics'; did you mean 'task_arithmetic'?");
    }

    [Fact]
    public void Models_of_one_name_are_told_apart_and_stay_their_owners()
    {
        using var one = Models.Llama("runs/1/model");
        using var two = Models.Llama("runs/2/model");
        var plan = MergePlanner.Plan(Models.Recipe("linear", null, one, two));

        plan.ModelNames.ShouldBe(["model", "model#2"]);
        plan.Dispose();
        one.Read(one.Tensors[0], 0, new byte[4]);
    }
}
