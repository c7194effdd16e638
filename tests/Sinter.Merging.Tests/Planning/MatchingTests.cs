using Sinter.Checkpoints;
using Sinter.Tensors;

namespace Sinter.Merging.Tests.Planning;

/// <summary>Tensors that do not match, that are never averaged, and types of the output.</summary>
public class MatchingTests
{
    [Fact]
    public void A_tensor_that_a_model_lacks_is_named_with_both_models_and_the_way_out()
    {
        using var a = Models.Llama("a", layers: 4);
        using var b = Models.Llama("b", layers: 3);

        var exception = Models.Refused(Models.Recipe("linear", null, a, b));

        exception.Kind.ShouldBe(RecipeError.MissingTensor);
        exception.Message.ShouldContain("2 tensors ('model.layers.3.mlp.up_proj.weight', 'model.layers.3.self_attn.q_proj.weight') of a are missing in b");
        exception.Message.ShouldContain("on_mismatch: skip");
    }

    [Fact]
    public void A_head_that_only_an_expert_has_is_an_error_that_names_it()
    {
        using var origin = Models.Of("base", ("w", [2, 2]));
        using var expert = Models.Of("expert", ("w", [2, 2]), ("classifier.weight", [3, 2]));

        Models.Refused(Models.Recipe("task_arithmetic", origin, expert)).Message.ShouldContain("tensor 'classifier.weight' of expert is missing in base");
        using var plan = MergePlanner.Plan(Models.Recipe("task_arithmetic", origin, expert) with { OnMismatch = OnMismatch.Skip });
        plan.Skipped.Single().Name.ShouldBe("classifier.weight");
    }

    [Fact]
    public void Different_vocabularies_are_named_with_both_shapes()
    {
        using var a = Models.Llama("a", vocabulary: 6);
        using var b = Models.Llama("b", vocabulary: 8);

        var exception = Models.Refused(Models.Recipe("linear", null, a, b));

        exception.Kind.ShouldBe(RecipeError.ShapeMismatch);
        exception.Message.ShouldContain("vocabularies differ: 'lm_head.weight' is [6, 2] in a and [8, 2] in b (and 1 more tensors)");
        exception.Message.ShouldContain("on_mismatch: intersect");
    }

    [Fact]
    public void Intersect_cuts_vocabularies_to_the_common_rows_and_nothing_else()
    {
        using var a = Models.Llama("a", vocabulary: 8);
        using var b = Models.Llama("b", vocabulary: 6);
        using var plan = MergePlanner.Plan(Models.Recipe("linear", null, a, b) with { OnMismatch = OnMismatch.Intersect });

        plan.Tensor("lm_head.weight").Shape.ShouldBe(new TensorShape(6, 2));
        plan.Tensor("lm_head.weight").ByteLength.ShouldBe(48);
        plan.Notes.ShouldContain("tensor 'lm_head.weight' is cut from 8 to the 6 rows that all models have.");
        Merger.RunInMemory(plan)["lm_head.weight"].Length.ShouldBe(48);

        using var wide = Models.Of("wide", ("w", [2, 3]));
        using var narrow = Models.Of("narrow", ("w", [2, 2]));
        Models.Refused(Models.Recipe("linear", null, wide, narrow) with { OnMismatch = OnMismatch.Intersect }).Kind.ShouldBe(RecipeError.ShapeMismatch);
    }

    [Fact]
    public void Base_keeps_the_bases_tensors_and_leaves_out_what_it_lacks()
    {
        using var origin = Models.Of("base", ("w", [2, 2]), ("head", [4, 2]));
        using var a = Models.Of("a", ("w", [2, 2]), ("head", [5, 2]), ("extra", [1]));
        using var plan = MergePlanner.Plan(Models.Recipe("task_arithmetic", origin, a) with { OnMismatch = OnMismatch.Base });

        plan.Tensor("head").Action.ShouldBe(TensorAction.Copy);
        plan.Tensor("head").CopySource!.Checkpoint.ShouldBeSameAs(origin);
        plan.Skipped.Single().Name.ShouldBe("extra");
        plan.Tensor("w").Action.ShouldBe(TensorAction.Merge);
    }

    [Fact]
    public void Integers_flags_scalars_and_unknown_types_are_copied_and_compared()
    {
        var origin = Mixed("base");
        var a = Mixed("a");
        using var plan = MergePlanner.Plan(Models.Recipe("task_arithmetic", origin, a) with { OutType = "float16" });

        foreach (var name in (string[])["ids", "mask", "scale", "odd"])
        {
            var tensor = plan.Tensor(name);
            tensor.Action.ShouldBe(TensorAction.Copy, name);
            tensor.CopySource!.Checkpoint.ShouldBeSameAs(origin);
            tensor.Models.Single().Checkpoint.ShouldBeSameAs(a);
        }

        plan.Tensor("odd").TypeName.ShouldBe("F4");
        plan.Tensor("w").Type.ShouldBe(ElementType.F16);
        plan.Tensor("w").ByteLength.ShouldBe(8);
    }

    [Fact]
    public void Types_follow_the_base_unless_the_recipe_says_otherwise()
    {
        var origin = new MemoryCheckpoint("base").Add(new TensorInfo("w", ElementType.BF16, new TensorShape(2)), new byte[4]);
        var a = Models.Of("a", ("w", [2]));

        ElementType TypeOf(Recipe recipe)
        {
            using var plan = MergePlanner.Plan(recipe);
            return plan.Tensor("w").Type;
        }

        var recipe = Models.Recipe("task_arithmetic", origin, a);
        TypeOf(recipe).ShouldBe(ElementType.BF16);
        TypeOf(Models.Recipe("linear", origin, a)).ShouldBe(ElementType.BF16);
        TypeOf(Models.Recipe("linear", null, a)).ShouldBe(ElementType.F32);
        TypeOf(recipe with { DataType = "float32" }).ShouldBe(ElementType.F32);
        TypeOf(recipe with { DataType = "float32", OutType = "torch.float16" }).ShouldBe(ElementType.F16);
        TypeOf(recipe with { DataType = "float32", OutType = "auto" }).ShouldBe(ElementType.F32);
        TypeOf(recipe with { DataType = "auto" }).ShouldBe(ElementType.BF16);
        Models.Refused(recipe with { DataType = "bflot16" }).Message.ShouldContain("dtype is 'bflot16'; did you mean 'bfloat16'?");
    }

    [Fact]
    public void A_float_and_an_integer_of_one_name_do_not_match()
    {
        var a = Models.Of("a", ("w", [2]));
        var b = new MemoryCheckpoint("b").Add(new TensorInfo("w", ElementType.I32, new TensorShape(2)), new byte[8]);

        Models.Refused(Models.Recipe("linear", null, a, b)).Message.ShouldContain("'w' is F32 [2] in a and I32 [2] in b");
    }

    [Fact]
    public void Buffers_that_programs_compute_may_be_missing()
    {
        using var origin = Models.Of("base", ("w", [2]), ("model.layers.0.self_attn.rotary_emb.inv_freq", [1]));
        using var a = Models.Of("a", ("w", [2]));

        using (var plan = MergePlanner.Plan(Models.Recipe("task_arithmetic", origin, a)))
            plan.Tensor("model.layers.0.self_attn.rotary_emb.inv_freq").Action.ShouldBe(TensorAction.Copy);
        using (var plan = MergePlanner.Plan(Models.Recipe("task_arithmetic", a, origin)))
            plan.Skipped.Single().Name.ShouldBe("model.layers.0.self_attn.rotary_emb.inv_freq");
    }

    private static MemoryCheckpoint Mixed(string name) => new MemoryCheckpoint(name)
        .Add("w", [2, 2], Models.Fill(4, 1))
        .Add("scale", [], Models.Fill(1, 1))
        .Add(new TensorInfo("ids", ElementType.I64, new TensorShape(2)), new byte[16])
        .Add(new TensorInfo("mask", ElementType.Bool, new TensorShape(3)), new byte[3])
        .Add(new TensorInfo("odd", ElementType.Other, "F4", new TensorShape(4), 2), new byte[2]);
}
