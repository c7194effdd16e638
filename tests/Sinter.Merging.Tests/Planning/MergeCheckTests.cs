using Sinter.Testing;

namespace Sinter.Merging.Tests.Planning;

public class MergeCheckTests
{
    [Fact]
    public void A_merge_that_can_run_is_described_without_reading_a_weight()
    {
        using var origin = Models.Llama("base", vocabulary: 7);
        using var a = Models.Llama("a", vocabulary: 7);
        using var folder = new TemporaryFolder();

        var report = MergeCheck.Run(Models.Recipe("task_arithmetic", origin, a) with { OutType = "bfloat16" }, folder["not", "yet"], execution: new ExecutionOptions { Threads = 2 });

        report.Ok.ShouldBeTrue(string.Join("; ", report.Problems.Select(static problem => problem.Message)));
        report.Method.ShouldBe("task_arithmetic");
        report.Models.Select(static model => (model.Name, model.Role, model.Vocabulary)).ShouldBe([("base", "base", 7L), ("a", "model", 7L)], ignoreOrder: true);
        report.MergedTensors.ShouldBe(11);
        report.OutputTypes.ShouldBe(["BF16"]);
        report.OutputBytes.ShouldBe(2 * (14 + 14 + 2 + (4 * 10)));
        report.FreeBytes!.Value.ShouldBeGreaterThan(0);
        report.MemoryBytes.ShouldBeInRange(1, 64 << 20);
    }

    [Fact]
    public void What_is_wrong_is_listed_line_by_line()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["r.yml"], "merge_method: linear\nmodels: [{model: a}]\nbase: b\nsede: 3\n");

        var report = MergeCheck.RunFile(folder["r.yml"]);

        report.Ok.ShouldBeFalse();
        report.Problems.Select(static problem => problem.Kind).ShouldBe([RecipeError.Unknown, RecipeError.Unknown]);
        report.Problems[1].Message.ShouldEndWith("unknown key 'sede'; did you mean 'seed'?");
    }

    [Fact]
    public void Models_that_are_missing_or_broken_are_problems_of_the_report()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["broken.safetensors"], "abc");

        MergeCheck.Run(new Recipe { Method = "linear", Models = [new(folder["none"])] }).Problems.Single().Kind.ShouldBe(RecipeError.NotFound);
        MergeCheck.Run(new Recipe { Method = "linear", Models = [new(folder["broken.safetensors"])] }).Problems.Single().Message.ShouldContain("broken.safetensors");
        MergeCheck.RunFile(folder["none.yml"]).Problems.Single().Kind.ShouldBe(RecipeError.NotFound);
    }

    [Fact]
    public void A_memory_limit_that_is_too_small_is_a_problem()
    {
        using var a = Models.Llama("a");

        var report = MergeCheck.Run(Models.Recipe("linear", null, a), execution: new ExecutionOptions { MaximumMemory = 1 });

        report.Problems.Single().Kind.ShouldBe(RecipeError.Memory);
    }

    [Fact]
    public void More_threads_than_the_memory_limit_affords_are_no_problem()
    {
        using var a = Models.Llama("a");
        var recipe = Models.Recipe("linear", null, a);
        var limit = 4 * MergeCheck.Run(recipe, execution: new ExecutionOptions { Threads = 1 }).MemoryBytes;

        var report = MergeCheck.Run(recipe, execution: new ExecutionOptions { Threads = 64, MaximumMemory = limit });

        report.Ok.ShouldBeTrue(string.Join("; ", report.Problems.Select(static problem => problem.Message)));
        report.MemoryBytes.ShouldBeLessThanOrEqualTo(limit);
    }

    [Fact]
    public void Copied_and_skipped_tensors_are_listed()
    {
        using var origin = Models.Of("base", ("w", [2]), ("scale", []));
        using var a = Models.Of("a", ("w", [2]), ("scale", []), ("extra", [1]));

        var report = MergeCheck.Run(Models.Recipe("task_arithmetic", origin, a) with { OnMismatch = OnMismatch.Skip });

        report.Copied.ShouldBe(["scale"]);
        report.Skipped.Single().ShouldBe(new SkippedTensor("extra", "some inputs lack it"));
        report.MergedTensors.ShouldBe(1);
    }
}
