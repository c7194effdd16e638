using Sinter.Data;
using Sinter.Learning;
using Sinter.Testing;

namespace Sinter.Training.Tests;

public sealed class MergeabilityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Workspace _workspace = new(1);
    private readonly ImageTask _task;
    private readonly ImageModel _origin = ImageModel.Create(Colours.Shape, ["a", "b"], seed: 3);

    public MergeabilityTests()
    {
        foreach (var split in (string[])["train", "val", "test"])
        {
            var set = Colours.Set(30, 4, split);
            for (var i = 0; i < set.Count; i++)
            {
                Directory.CreateDirectory(_folder["task", split, set.Classes[set.Labels[i]]]);
                ImageFile.WritePng(_folder["task", split, set.Classes[set.Labels[i]], $"{i}.png"], set.Read(i));
            }
        }

        _task = new TaskCatalog(_folder.Path).Open(_folder["task"]);
    }

    public void Dispose()
    {
        _origin.Dispose();
        _workspace.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_single_expert_comes_back_at_coefficient_one_and_the_base_at_zero()
    {
        using var expert = Train(1e-3);
        var report = Measure([0, 1], expert);
        var score = report.Scores.ShouldHaveSingleItem();
        report.Coefficients[0].Accuracy.ShouldBe(score.Base);
        report.Coefficients[1].Accuracy.ShouldBe(score.Individual);
        score.Average.ShouldBe(score.Individual);
        score.Individual.ShouldNotBe(score.Base);
        report.TaskArithmetic.ShouldBe(Math.Max(score.Base, score.Individual));
        report.IsAtEdge.ShouldBeTrue();
    }

    [Fact]
    public void The_average_is_task_arithmetic_at_one_over_the_number_of_experts()
    {
        using var one = Train(1e-3);
        using var other = Train(3e-4);
        var report = Measure([0.25, 0.5, 0.75], one, other);
        report.Coefficients[1].Accuracy.ShouldBe(report.Average);
        report.MeanCosine.ShouldBeInRange(0.1, 1);
    }

    [Fact]
    public void Norms_and_cosines_are_those_of_the_task_vectors()
    {
        using var expert = _origin.WithClasses(["a", "b", "c"]);
        using var opposite = _origin.WithClasses(["a", "b", "c"]);
        var norm = 0.0;
        foreach (var part in expert.Network.Layout.Parts.Where(static part => !ImageModel.IsHead(part.Name)))
        {
            for (var i = 0; i < part.Count; i++)
            {
                norm += Math.Pow(_origin.Weights[part.Name][i], 2);
                expert.Weights[part][i] *= 1.25f;
                opposite.Weights[part][i] *= 0.5f;
            }
        }

        norm.ShouldBeGreaterThan(0);
        var report = Measure([1], expert, opposite);
        report.Scores[0].TaskVectorRatio.ShouldBe(0.25, 1e-6);
        report.Scores[1].TaskVectorRatio.ShouldBe(0.5, 1e-6);
        report.MeanCosine.ShouldBe(-1, 1e-6);
    }

    [Fact]
    public void An_expert_of_another_size_is_refused()
    {
        using var other = ImageModel.Create(Colours.Shape with { Width = 32 }, ["a", "b", "c"], seed: 1);
        Should.Throw<TrainingException>(() => Measure([1], other)).Error.ShouldBe(TrainingError.UnsuitableModel);
    }

    private FamilyReport Measure(double[] grid, params ImageModel[] experts) =>
        Mergeability.Measure(_origin, [.. experts.Select(expert => new FamilyMember(_task, expert))], TaskSplit.Validation, grid, _workspace);

    private ImageModel Train(double rate) =>
        ExpertTraining.Run(_origin, _task.Train, _task.Validation, new ExpertSettings { Recipe = Colours.Recipe(6) with { LearningRate = rate }, Tuned = TunedPart.All }, new RunOptions { Threads = 1 }).Expert;
}
