namespace Sinter.Training.Tests;

public class ExpertTrainingTests
{
    private static readonly TrainingRecipe Recipe = Colours.Recipe(6) with { LearningRate = 1e-3 };

    [Theory]
    [InlineData(HeadKind.Mean)]
    [InlineData(HeadKind.Probe)]
    public void An_expert_is_better_than_its_base_under_the_same_head(HeadKind head)
    {
        using var origin = ImageModel.Create(Colours.Shape, ["a", "b"], seed: 3);
        var (expert, report) = Train(origin, new ExpertSettings { Recipe = Recipe, Head = head, Tuned = TunedPart.All });
        using (expert)
        {
            report.After.Accuracy.ShouldBeGreaterThan(0.9);
            report.After.NegativeLogLikelihood.ShouldBeLessThan(report.Before.NegativeLogLikelihood);
            report.TaskVectorRatio.ShouldBeInRange(1e-3, 1);
            expert.Classes.ShouldBe(["red", "green", "blue"]);
        }
    }

    [Fact]
    public void Tuning_the_attention_leaves_everything_else_as_it_was()
    {
        using var origin = ImageModel.Create(Colours.Shape, ["a", "b"], seed: 3);
        var (expert, _) = Train(origin, new ExpertSettings { Recipe = Recipe });
        using (expert)
        {
            foreach (var part in expert.Network.Layout.Parts.Where(static part => !ImageModel.IsHead(part.Name)))
                expert.Weights[part].SequenceEqual(origin.Weights[part.Name]).ShouldBe(!part.Name.Contains(".attention."), part.Name);
        }
    }

    [Fact]
    public void The_head_is_that_of_the_base_features_and_stays_frozen()
    {
        using var origin = ImageModel.Create(Colours.Shape, ["a", "b"], seed: 3);
        var (untrained, before) = Train(origin, new ExpertSettings { Recipe = Recipe with { LearningRate = 1e-12 } });
        var (expert, after) = Train(origin, new ExpertSettings { Recipe = Recipe, Tuned = TunedPart.All });
        using (untrained)
        using (expert)
        {
            expert.Weights["classifier.weight"].SequenceEqual(untrained.Weights["classifier.weight"]).ShouldBeTrue();
            after.Before.ShouldBe(before.Before);
        }
    }

    private static (ImageModel Expert, ExpertReport Report) Train(ImageModel origin, ExpertSettings settings) =>
        ExpertTraining.Run(origin, Colours.Set(96, 1), Colours.Set(60, 9, "validation"), settings, new RunOptions());
}
