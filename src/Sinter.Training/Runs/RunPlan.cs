using Sinter.Learning;

namespace Sinter.Training;

/// <summary>A recipe in steps.</summary>
internal sealed record RunPlan(int Steps, int Warmup, int Cooldown, int FullFrom, double StepsPerEpoch)
{
    public static RunPlan Of(TrainingRecipe recipe, int epochLength)
    {
        var perEpoch = (double)epochLength / recipe.BatchSize;
        var steps = Math.Max(1, Count(recipe.Epochs));
        var cooldown = recipe.CooldownEpochs > 0 ? Math.Clamp(Count(recipe.CooldownEpochs), 1, steps) : 0;
        var full = recipe.TokenShare < 1 ? Math.Min(Count(recipe.FullEpochs), cooldown > 0 ? cooldown : steps) : steps;
        return new RunPlan(steps, Math.Min(Count(recipe.WarmupEpochs), steps - cooldown), cooldown, steps - full, perEpoch);

        int Count(double epochs) => (int)Math.Round(epochs * perEpoch);
    }

    /// <summary>The first step of the cool-down: up to here a longer run goes the same way.</summary>
    public int PlateauEnd => Cooldown > 0 ? Steps - Cooldown : 0;

    public Schedule Schedule(double rate) => Cooldown > 0 ? Learning.Schedule.Trapezoid(rate, Steps, Warmup, Cooldown) : Learning.Schedule.Cosine(rate, Steps, Warmup);
}
