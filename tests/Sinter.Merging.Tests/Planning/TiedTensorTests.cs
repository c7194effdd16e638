using Sinter.Testing;

namespace Sinter.Merging.Tests.Planning;

public class TiedTensorTests
{
    [Fact]
    public void What_all_inputs_tie_the_output_ties_by_storing_it_once()
    {
        using var plan = MergePlanner.Plan(Recipe(Tied("base"), Tied("a")));

        plan.Tensors.ShouldNotContain(static tensor => tensor.Name == "lm_head.weight");
        plan.Skipped.Single().ShouldBe(new SkippedTensor("lm_head.weight", "tied to 'model.embed_tokens.weight'") { TiedTo = "model.embed_tokens.weight" });
    }

    [Fact]
    public void A_merged_folder_says_which_tensors_are_tied()
    {
        using var folder = new TemporaryFolder();
        using (var plan = MergePlanner.Plan(Recipe(Tied("base"), Tied("a")))) Merger.Run(plan, new MergeOptions(folder["out"]));

        using var merged = Checkpoints.Checkpoint.Open(folder["out"]);
        merged.Aliases["lm_head.weight"].ShouldBe("model.embed_tokens.weight");
    }

    [Fact]
    public void What_one_input_has_untied_is_a_tensor_of_its_own()
    {
        using var plan = MergePlanner.Plan(Recipe(Tied("base"), Models.Llama("a")));

        plan.Tensor("lm_head.weight").Models.Count.ShouldBe(1);
        plan.Skipped.ShouldBeEmpty();
    }

    private static TiedCheckpoint Tied(string name) => new(Models.Llama(name), "lm_head.weight", "model.embed_tokens.weight");

    private static Recipe Recipe(Checkpoints.Checkpoint origin, Checkpoints.Checkpoint model) =>
        new() { Method = "task_arithmetic", BaseModel = origin, Models = [new(model)] };
}
