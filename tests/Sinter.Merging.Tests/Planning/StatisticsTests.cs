using Sinter.Checkpoints;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Planning;

/// <summary>Parameters that name a file of statistics.</summary>
public sealed class StatisticsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Statistics_are_found_by_name_beside_the_recipe()
    {
        Save("fisher.safetensors", Models.Llama("a", layers: 1));
        Save("partly.safetensors", Models.Of("p", ("model.norm.weight", [2])));
        using var plan = MergePlanner.Plan(Recipe("fisher.safetensors", "./partly.safetensors"));

        plan.Tensor("model.norm.weight").Statistics.Select(static source => Path.GetFileName(source!.Checkpoint.Path)).ShouldBe(["fisher.safetensors", "partly.safetensors"]);
        plan.Tensor("lm_head.weight").Statistics.Select(static source => source is null).ShouldBe([false, true]);
        plan.Checkpoints.Count.ShouldBe(4);
    }

    [Fact]
    public void Statistics_of_another_shape_a_missing_file_and_a_missing_parameter_are_refused()
    {
        Save("fisher.safetensors", Models.Llama("a", layers: 1));
        Save("wide.safetensors", Models.Llama("a", layers: 1, vocabulary: 9));

        Models.Refused(Recipe("fisher.safetensors", "wide.safetensors")).Message.ShouldContain("have the shape [9, 2]; expected the tensor's own, [6, 2]");
        Should.Throw<CheckpointException>(() => MergePlanner.Plan(Recipe("fisher.safetensors", "none.safetensors"))).Kind.ShouldBe(CheckpointError.NotFound);
        Models.Refused(Models.Recipe("fisher", null, Models.Llama("a"), Models.Llama("b"))).Message.ShouldContain("fisher needs the parameter 'statistics'");
    }

    private Recipe Recipe(string first, string second) => new()
    {
        Method = "fisher",
        Folder = _folder.Path,
        Models =
        [
            new(Models.Llama("a", layers: 1)) { Parameters = { ["statistics"] = first } },
            new(Models.Llama("b", layers: 1)) { Parameters = { ["statistics"] = second } },
        ],
    };

    private void Save(string file, MemoryCheckpoint model)
    {
        using var plan = MergePlanner.Plan(Models.Recipe("passthrough", null, model));
        Merger.Run(plan, new MergeOptions(_folder["made"]) { Overwrite = true });
        File.Move(_folder["made", "model.safetensors"], _folder[file], overwrite: true);
    }
}
