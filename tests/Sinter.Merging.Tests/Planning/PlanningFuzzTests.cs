using FsCheck;
using FsCheck.Fluent;


namespace Sinter.Merging.Tests.Planning;

/// <summary>Recipes put together at random over models that fit or do not: a plan comes out, or a <see cref="RecipeException"/> of one line.</summary>
public class PlanningFuzzTests
{
    private static readonly string[] Names = ["weight", "density", "t", "normalize", "lambda", "epsilon", "gamma", "int8_mask", "wieght", "density_scope", "rescale", "scale"];
    private static readonly ParameterValue[] Values = [0.5, -1.0, 2.0, 0.0, true, "model", "inverse", "abc", "[", new[] { 0.0, 1.0 }, ParameterValue.Cases(new ParameterCase("mlp", 0.25), new ParameterCase(TensorFilter.Layers(1, 2), 1.0))];
    private static readonly string?[] Types = [null, null, "auto", "bfloat16", "float99"];

    [Fact]
    public void Any_recipe_is_planned_or_refused()
    {
        string[] methods = [.. MethodCatalog.BuiltIn.Methods.Select(static method => method.Declaration.Name), "ties", "nothing"];
        var parameters = (from name in Gen.Elements(Names) from value in Gen.Elements(Values) select KeyValuePair.Create(name, value)).ListOf();
        var few = from count in Gen.Elements(0, 0, 1, 2) from list in parameters select list.Take(count);
        var model = from layers in Gen.Elements(2, 2, 2, 2, 3) from vocabulary in Gen.Elements(6, 6, 6, 6, 7) from own in few select new RecipeModel(Models.Llama("m", layers, vocabulary)) { Parameters = Set(own), FirstLayer = 0, EndLayer = layers };
        var recipes =
            from method in Gen.Elements(methods)
            from models in (from count in Gen.Choose(0, 3) from list in model.NonEmptyListOf() select list.Take(count))
            from origin in model
            from hasBase in Gen.Elements(true, true, false)
            from sliced in Gen.Elements(false, false, true)
            from top in few
            from type in Gen.Elements(Types)
            from mismatch in Gen.Elements(Enum.GetValues<OnMismatch>())
            select new Recipe
            {
                Method = method,
                BaseModel = hasBase ? origin.Model : null,
                Models = sliced ? [] : [.. models],
                Slices = sliced ? [new RecipeSlice { Sources = [.. models] }, new RecipeSlice { Sources = [origin] }] : [],
                Parameters = Set(top),
                OutType = type,
                OnMismatch = mismatch,
            };

        var planned = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(recipes.ToArbitrary(), recipe =>
        {
            if (PlannedOrRefused(recipe)) planned++;
            return true;
        }));
        planned.ShouldBeGreaterThan(50);
    }

    private static bool PlannedOrRefused(Recipe recipe)
    {
        try
        {
            using var plan = MergePlanner.Plan(recipe);
            plan.Tensors.ShouldNotBeEmpty();
            plan.Tensors.Select(static tensor => tensor.Name).ShouldBeUnique();
            foreach (var tensor in plan.Tensors) (tensor.Action is TensorAction.Copy ? tensor.CopySource is null : tensor.Models.Count == 0).ShouldBeFalse();
            return true;
        }
        catch (RecipeException exception)
        {
            exception.Message.ShouldNotContain('\n');
            exception.Message.ShouldNotBeEmpty();
            return false;
        }
    }

    private static ParameterSet Set(IEnumerable<KeyValuePair<string, ParameterValue>> pairs)
    {
        var set = new ParameterSet();
        foreach (var (name, value) in pairs) set[name] = value;
        return set;
    }
}
