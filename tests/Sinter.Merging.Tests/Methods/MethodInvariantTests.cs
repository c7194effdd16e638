using FsCheck;
using FsCheck.Fluent;

namespace Sinter.Merging.Tests.Methods;

public sealed class MethodInvariantTests
{
    [Theory]
    [InlineData("task_arithmetic")]
    [InlineData("ties")]
    [InlineData("dare_linear")]
    [InlineData("dare_ties")]
    [InlineData("della")]
    [InlineData("della_linear")]
    [InlineData("breadcrumbs")]
    [InlineData("breadcrumbs_ties")]
    public void Merging_with_zero_scaling_returns_the_base(string name) => Check.QuickThrowOnFailure(Prop.ForAll(Weights, weights =>
    {
        var (original, models) = Split(weights);
        var merged = SingleTensor.Merge(Find(name), [original.Length], original, models, static settings => settings.Set("lambda", 0.0));
        return merged.SequenceEqual(original);
    }));

    [Fact]
    public void Ties_that_trims_nothing_averages_task_vectors_of_one_sign() => Check.QuickThrowOnFailure(Prop.ForAll(Weights, weights =>
    {
        var (original, models) = Split(weights);
        var above = models.Select(model => model.Select((value, i) => original[i] + 1 + Math.Abs(value)).ToArray()).ToList();
        var ties = SingleTensor.Merge(Find("ties"), [original.Length], original, above);
        var mean = SingleTensor.Merge(Find("linear"), [original.Length], null, above);
        return ties.Zip(mean).All(static pair => Math.Abs(pair.First - pair.Second) <= 1e-4f * (1 + Math.Abs(pair.Second)));
    }));

    [Fact]
    public void Slerp_at_its_ends_returns_the_models() => Check.QuickThrowOnFailure(Prop.ForAll(Weights, weights =>
    {
        var (original, models) = Split(weights);
        return new[] { 0.0, 1.0 }.All(t => SingleTensor.Merge(Find("slerp"), [original.Length], null, [original, models[0]], settings => settings.Set("t", t))
            .Zip(t == 0 ? original : models[0]).All(static pair => Math.Abs(pair.First - pair.Second) <= 1e-4f * (1 + Math.Abs(pair.Second))));
    }));

    private static Arbitrary<int[]> Weights => Gen.Choose(-1000, 1000).ArrayOf().Where(static values => values.Length >= 3).ToArbitrary();

    private static MergeMethod Find(string name) => MethodCatalog.BuiltIn.FindMethod(name)!;

    // A base and two models from a row of whole numbers.
    private static (float[] Base, List<float[]> Models) Split(int[] values)
    {
        var count = values.Length / 3;
        float[] Part(int part) => [.. values.Skip(part * count).Take(count).Select(static value => value / 16f)];
        return (Part(0), [Part(1), Part(2)]);
    }
}
