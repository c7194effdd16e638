using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Sinter.Merging.Tests;

/// <summary>What holds for every gradient and every list of filters.</summary>
public class ParameterProperties
{
    private static readonly Gen<double> Value = Gen.Choose(-1000, 1000).Select(static number => number / 64.0);
    private static readonly Gen<double> Place = Gen.Choose(0, 4096).Select(static number => number / 4096.0);
    private static readonly Gen<double[]> Values = Value.NonEmptyListOf().Select(static list => list.ToArray());

    [Fact]
    public void A_gradient_stays_between_its_values_and_meets_its_ends() => Holds(Values, Place, static (values, t) =>
    {
        var at = Evaluate(values, t);
        at.ShouldBeInRange(values.Min(), values.Max());
        Evaluate(values, 0).ShouldBe(values[0]);
        Evaluate(values, 1).ShouldBe(values[^1]);
    });

    [Fact]
    public void A_gradient_meets_each_of_its_values() => Holds(Values, Gen.Choose(0, 100).Select(static index => (double)index), static (values, number) =>
    {
        var index = (int)number % values.Length;
        if (values.Length > 1) Evaluate(values, (double)index / (values.Length - 1)).ShouldBe(values[index], 1e-9);
    });

    [Fact]
    public void A_rising_gradient_rises() => Holds(Values, Place, static (values, t) =>
    {
        var rising = values.Order().ToArray();
        Evaluate(rising, t).ShouldBeLessThanOrEqualTo(Evaluate(rising, Math.Min(1, t + 0.125)) + 1e-12);
    });

    [Fact]
    public void Of_filters_the_first_that_matches_decides()
    {
        string[] names = ["self_attn", "mlp", "norm", "layers.1", "*"];
        var gen = Gen.Elements(names).NonEmptyListOf().Select(static list => list.ToArray());
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(gen.ToArbitrary(), static filters =>
        {
            const string Name = "model.layers.1.mlp.weight";
            var value = ParameterValue.Cases([.. filters.Select(static (filter, index) => new ParameterCase(filter, (double)index))]);
            var first = Array.FindIndex(filters, static filter => filter == "*" || Name.Contains(filter, StringComparison.Ordinal));
            value.Evaluate(Name, 1, 0.5).ShouldBe(first < 0 ? null : (double)first);
            return true;
        }));
    }

    [Fact]
    public void Numbers_survive_the_way_through_a_recipe() => Holds(Values, Value, static (values, weight) =>
    {
        var recipe = RecipeReader.Parse(string.Create(CultureInfo.InvariantCulture, $"""
            merge_method: linear
            models: [{"{"}model: a, parameters: {"{"}weight: {weight:R}{"}"}{"}"}]
            parameters: {"{"}weight: [{string.Join(", ", values.Select(static value => value.ToString("R", CultureInfo.InvariantCulture)))}]{"}"}
            """));
        var problems = new RecipeProblems();
        var binder = new ParameterBinder(MethodCatalog.BuiltIn.FindMethod("linear")!.Declaration, MethodCatalog.BuiltIn, problems, null);

        binder.Bind(recipe.Models[0].Parameters, ofModel: true, default)["weight"].Evaluate("w", 0, 0).ShouldBe(weight);
        var gradient = binder.Bind(recipe.Parameters, ofModel: false, default)["weight"];
        gradient.Evaluate("w", 0, 0.3).ShouldBe(Evaluate(values, 0.3));
        problems.Any.ShouldBeFalse();
    });

    private static double Evaluate(double[] values, double t) => ((ParameterValue)values).Evaluate("w", 0, t).ShouldBeOfType<double>();

    private static void Holds(Gen<double[]> values, Gen<double> other, Action<double[], double> property) => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(values.ToArbitrary(), other.ToArbitrary(), (array, number) =>
        {
            property(array, number);
            return true;
        }));
}
