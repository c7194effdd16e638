using Sinter.Checkpoints;
using Sinter.Merging.Tests.Transforms;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Methods;

/// <summary>Fisher merging and RegMean: methods that read statistics of the models beside their weights.</summary>
public sealed class StatisticsMethodTests
{
    private const string Matrix = "layers.0.mlp.weight";
    private static readonly MemoryCheckpoint[] Experts = [ToyModels.Expert(1), ToyModels.Expert(2)];

    [Theory]
    [InlineData("fisher")]
    [InlineData("regmean")]
    public void Equal_models_come_out_unchanged(string method)
    {
        var merged = Merge(method, [Experts[0], Experts[0]], method == "fisher" ? Fisher(1, 5) : Grams(1, 5));
        foreach (var tensor in Experts[0].Tensors) Close(merged[tensor.Name], ToyModels.Values(Experts[0], tensor.Name), 1e-7f);
    }

    [Theory]
    [InlineData("fisher")]
    [InlineData("regmean")]
    public void Tensors_without_statistics_are_averaged(string method)
    {
        var merged = Merge(method, Experts, [new MemoryCheckpoint("none"), new MemoryCheckpoint("none")]);
        foreach (var tensor in Experts[0].Tensors) Close(merged[tensor.Name], Mean(tensor.Name), 1e-7f);
    }

    [Theory]
    [InlineData("fisher")]
    [InlineData("regmean")]
    public void Statistics_of_zeros_give_the_average(string method)
    {
        var merged = Merge(method, Experts, method == "fisher" ? Fisher(0, 0) : Grams(0, 0), settings =>
        {
            if (method == "fisher") settings.Set("epsilon", 0.0);
        });
        Close(merged[Matrix], Mean(Matrix), 1e-7f);
    }

    [Fact]
    public void Fisher_takes_the_model_that_alone_has_information()
    {
        var merged = Merge("fisher", Experts, Fisher(1, 0), static settings => settings.Set("normalize", false).Set("epsilon", 0.0));
        foreach (var tensor in Experts[0].Tensors) Close(merged[tensor.Name], ToyModels.Values(Experts[0], tensor.Name), 1e-7f);
    }

    [Fact]
    public void Fisher_normalised_does_not_depend_on_the_size_of_a_models_information()
    {
        var one = Merge("fisher", Experts, Fisher(1, 3), static settings => settings.Set("epsilon", 0.0));
        var other = Merge("fisher", Experts, Fisher(1000, 3), static settings => settings.Set("epsilon", 0.0));
        Close(one[Matrix], other[Matrix], 1e-7f);
    }

    [Fact]
    public void Negative_information_is_refused()
    {
        var exception = Should.Throw<RecipeException>(() => Merge("fisher", Experts, Fisher(1, -1), static settings => settings.Set("normalize", false)));
        exception.Kind.ShouldBe(RecipeError.OutOfRange);
        exception.Message.ShouldContain("model 2");
    }

    [Fact]
    public void RegMean_fits_the_outputs_of_all_tasks_better_than_the_average()
    {
        float[][] inputs = [Numbers(40 * 6, 1), Numbers(40 * 6, 2)];
        var statistics = inputs.Select(static x => new MemoryCheckpoint("gram").Add(Matrix, [6, 6], Gram(x))).ToArray();
        var merged = Merge("regmean", Experts, statistics, static settings => settings.Set("alpha", 1.0));
        Error(inputs, merged[Matrix]).ShouldBeLessThan(Error(inputs, Mean(Matrix)));

        // The minimum: any other weight is worse.
        for (var i = 0; i < 72; i += 7)
        {
            var moved = (float[])merged[Matrix].Clone();
            moved[i] += 1e-2f;
            Error(inputs, moved).ShouldBeGreaterThan(Error(inputs, merged[Matrix]));
        }
    }

    [Fact]
    public void RegMean_survives_gram_matrices_of_rank_one()
    {
        var input = Numbers(6, 3);
        var gram = new float[36];
        for (var i = 0; i < 36; i++) gram[i] = input[i / 6] * input[i % 6];
        var merged = Merge("regmean", Experts, [new MemoryCheckpoint("gram").Add(Matrix, [6, 6], gram), new MemoryCheckpoint("gram").Add(Matrix, [6, 6], gram)], static settings => settings.Set("alpha", 1.0));
        merged[Matrix].ShouldAllBe(static value => float.IsFinite(value) && Math.Abs(value) < 2);
    }

    [Fact]
    public void A_gram_matrix_of_another_size_is_refused()
    {
        var statistics = new MemoryCheckpoint("gram").Add(Matrix, [12, 12], new float[144]);
        var exception = Should.Throw<RecipeException>(() => Merge("regmean", Experts, [statistics, statistics]));
        exception.Kind.ShouldBe(RecipeError.ShapeMismatch);
        exception.Message.ShouldContain("[6, 6]");
    }

    private static Dictionary<string, float[]> Merge(string method, IReadOnlyList<Checkpoint> models, IReadOnlyList<Checkpoint> statistics, Action<TensorSettings>? configure = null) =>
        TestPlan.Run(TestPlan.Create(MethodCatalog.BuiltIn.FindMethod(method)!, null, models, configure, statistics: statistics));

    private static MemoryCheckpoint[] Fisher(params float[] sizes) => [.. sizes.Select(static (size, model) =>
    {
        var statistics = new MemoryCheckpoint($"fisher {model}");
        foreach (var tensor in ToyModels.Base.Tensors)
            statistics.Add(tensor.Name, tensor.Shape.Dimensions.AsSpan(), [.. Numbers((int)tensor.Shape.Count, (uint)model + 1).Select(value => size * Math.Abs(value))]);
        return statistics;
    })];

    private static MemoryCheckpoint[] Grams(params float[] sizes) =>
        [.. sizes.Select(static (size, model) => new MemoryCheckpoint($"gram {model}").Add(Matrix, [6, 6], [.. Gram(Numbers(60, (uint)model + 1)).Select(value => size * value)]))];

    private static float[] Mean(string name) => [.. ToyModels.Values(Experts[0], name).Zip(ToyModels.Values(Experts[1], name), static (x, y) => (x + y) / 2)];

    private static float[] Gram(float[] inputs)
    {
        var gram = new float[36];
        for (var sample = 0; sample < inputs.Length / 6; sample++)
        {
            for (var i = 0; i < 6; i++)
                for (var j = 0; j < 6; j++) gram[(i * 6) + j] += inputs[(sample * 6) + i] * inputs[(sample * 6) + j];
        }

        return gram;
    }

    // Σ_t ‖X_t (W − W_t)ᵀ‖².
    private static double Error(float[][] inputs, float[] weight)
    {
        var error = 0.0;
        for (var task = 0; task < inputs.Length; task++)
        {
            var own = ToyModels.Values(Experts[task], Matrix);
            for (var sample = 0; sample < inputs[task].Length / 6; sample++)
            {
                for (var row = 0; row < 12; row++)
                    error += Math.Pow(Enumerable.Range(0, 6).Sum(i => (double)inputs[task][(sample * 6) + i] * ((double)weight[(row * 6) + i] - own[(row * 6) + i])), 2);
            }
        }

        return error;
    }

    private static float[] Numbers(int count, uint state)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++)
        {
            state = (state * 1664525) + 1013904223;
            numbers[i] = ((state >> 8) / 16777216f) - 0.5f;
        }

        return numbers;
    }

    private static void Close(float[] actual, float[] expected, float tolerance)
    {
        for (var i = 0; i < expected.Length; i++) actual[i].ShouldBe(expected[i], tolerance);
    }
}
