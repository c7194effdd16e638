using Sinter.Checkpoints;
using Sinter.Merging.Tests.Transforms;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Methods;

public sealed class TaskMaskTests
{
    private static readonly MemoryCheckpoint[] Experts = [ToyModels.Expert(1), ToyModels.Expert(2), ToyModels.Expert(3)];

    [Fact]
    public void Emr_gives_a_lone_task_its_own_model_back()
    {
        var (merged, masks, rescalers) = Emr([Experts[0]]);
        rescalers[0].ShouldBe(1, 1e-12);
        var back = TaskModel(merged, masks, 1, rescalers[0]);
        foreach (var tensor in ToyModels.Base.Tensors) Close(back[tensor.Name], ToyModels.Values(Experts[0], tensor.Name), 1e-7f);
    }

    [Fact]
    public void Emr_rescales_each_task_to_its_mean_magnitude()
    {
        var (merged, masks, rescalers) = Emr(Experts);
        for (var task = 0; task < 3; task++)
        {
            var back = TaskModel(merged, masks, task + 1, rescalers[task]);
            double Magnitudes(Func<string, float[]> values) => ToyModels.Base.Tensors.Sum(tensor =>
                values(tensor.Name).Zip(ToyModels.Values(ToyModels.Base, tensor.Name), static (x, b) => Math.Abs((double)x - b)).Average());
            Magnitudes(name => back[name]).ShouldBe(Magnitudes(name => ToyModels.Values(Experts[task], name)), 1e-5);
        }
    }

    [Fact]
    public void Emr_of_models_that_never_changed_is_the_base()
    {
        var (merged, masks, rescalers) = Emr([ToyModels.Base, ToyModels.Base]);
        foreach (var tensor in ToyModels.Base.Tensors)
            ToyModels.Values(merged, tensor.Name).ShouldBe(ToyModels.Values(ToyModels.Base, tensor.Name));
        rescalers.ShouldBe([1, 1]);
        masks.Tensors.ShouldNotBeEmpty();
    }

    [Fact]
    public void Consensus_of_no_task_is_task_arithmetic_and_of_more_tasks_than_there_are_the_base()
    {
        var sum = TestPlan.Run(TestPlan.Create(new TaskArithmetic(), ToyModels.Base, Experts, static settings => settings.Set("lambda", 0.5)));
        var all = TestPlan.Run(TestPlan.Create(new ConsensusMerging(), ToyModels.Base, Experts, static settings => settings.Set("lambda", 0.5).Set("tasks", 0)));
        var none = TestPlan.Run(TestPlan.Create(new ConsensusMerging(), ToyModels.Base, Experts, static settings => settings.Set("lambda", 0.5).Set("tasks", 4)));
        foreach (var (name, values) in sum)
        {
            Close(all[name], values, 1e-7f);
            none[name].ShouldBe(ToyModels.Values(ToyModels.Base, name));
        }
    }

    [Fact]
    public void Masks_of_another_merge_are_refused()
    {
        var masks = new MemoryCheckpoint("masks");
        Should.Throw<RecipeException>(() => TaskModels.CreatePlan(ToyModels.Base, Experts[0], masks, 1, 1)).Kind.ShouldBe(RecipeError.MissingTensor);
        foreach (var tensor in Experts[0].Tensors)
            masks.Add(new TensorInfo($"mask1.{tensor.Name}", Sinter.Tensors.ElementType.U8, new Sinter.Tensors.TensorShape(1)), [0]);
        Should.Throw<RecipeException>(() => TaskModels.CreatePlan(ToyModels.Base, Experts[0], masks, 1, 1)).Kind.ShouldBe(RecipeError.ShapeMismatch);
    }

    [Fact]
    public void Masks_survive_a_merge_into_a_folder()
    {
        using var folder = new TemporaryFolder();
        using var plan = TestPlan.Create(new EmrMerging(), ToyModels.Base, Experts);
        var result = Merger.Run(plan, new MergeOptions(folder["out"]));
        result.Files.ShouldContain(EmrMerging.MaskFile);
        using var merged = Checkpoint.Open(folder["out", "model.safetensors"]);
        using var masks = Checkpoint.Open(folder["out", EmrMerging.MaskFile]);
        var rescalers = (double[])result.Reports["emr"]["rescalers"];
        var (memoryModel, memoryMasks, _) = Emr(Experts);
        var fromFolder = TaskModel(merged, masks, 2, rescalers[1]);
        var fromMemory = TaskModel(memoryModel, memoryMasks, 2, rescalers[1]);
        foreach (var (name, values) in fromMemory) fromFolder[name].ShouldBe(values, name);
    }

    private static (MemoryCheckpoint Merged, MemoryCheckpoint Masks, double[] Rescalers) Emr(IReadOnlyList<Checkpoint> models)
    {
        using var plan = TestPlan.Create(new EmrMerging(), ToyModels.Base, models);
        var sink = new MemorySink(plan);
        var summary = MergeExecutor.Run(plan, sink, new ExecutionOptions(), static _ => true, static _ => { }, default);
        var merged = new MemoryCheckpoint("merged");
        foreach (var tensor in plan.Tensors) merged.Add(new TensorInfo(tensor.Name, tensor.Type, tensor.Shape), sink.Tensors[tensor.Name]);
        var masks = new MemoryCheckpoint("masks");
        foreach (var ((_, name), bytes) in sink.Sides) masks.Add(new TensorInfo(name, Sinter.Tensors.ElementType.U8, new Sinter.Tensors.TensorShape(bytes.Length)), bytes);
        return (merged, masks, (double[])summary.Reports["emr"]["rescalers"]);
    }

    // Not disposed: the plan would close the shared base.
    private static Dictionary<string, float[]> TaskModel(Checkpoint merged, Checkpoint masks, int task, double rescaler) =>
        TestPlan.Run(TaskModels.CreatePlan(ToyModels.Base, merged, masks, task, rescaler));

    private static void Close(float[] actual, float[] expected, float tolerance)
    {
        for (var i = 0; i < expected.Length; i++) actual[i].ShouldBe(expected[i], tolerance);
    }
}
