using Sinter.Checkpoints;
using Sinter.Tensors;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Methods;

public sealed class MatrixMethodTests
{
    private const int Rows = 12;
    private const int Columns = 20;
    private static readonly float[] Origin = Numbers(Rows * Columns, 9, 1);
    private static readonly float[][] Vectors = [Numbers(Rows * Columns, 1, 0.1f), Numbers(Rows * Columns, 2, 0.1f), Numbers(Rows * Columns, 3, 0.1f)];

    public static TheoryData<string> MatrixMethods => ["tsv_m", "iso_c", "iso_cts", "wudi", "opcm", "doge"];

    [Theory]
    [MemberData(nameof(MatrixMethods))]
    public void The_bytes_do_not_depend_on_the_number_of_threads(string method)
    {
        using var plan = Plan(method, Vectors);
        var one = Merger.RunInMemory(plan, new ExecutionOptions { Threads = 1 });
        foreach (var threads in new[] { 2, 3 }) Merger.RunInMemory(plan, new ExecutionOptions { Threads = threads })["w.weight"].ShouldBe(one["w.weight"], $"{threads} threads");
    }

    [Theory]
    [MemberData(nameof(MatrixMethods))]
    public void A_row_and_a_column_that_nobody_trained_stay_at_the_base(string method)
    {
        var frozen = Vectors.Select(static vector => vector.Select(static (value, i) => i / Columns == 3 || i % Columns == 5 ? 0 : value).ToArray()).ToArray();
        var merged = Delta(method, frozen);
        merged.ShouldAllBe(static value => float.IsFinite(value));
        for (var i = 0; i < merged.Length; i++)
            if (i / Columns == 3 || i % Columns == 5) merged[i].ShouldBe(0, 1e-6f, $"{i / Columns}, {i % Columns}");
    }

    [Theory]
    [MemberData(nameof(MatrixMethods))]
    public void Models_that_never_changed_give_the_base(string method) =>
        Delta(method, [new float[Rows * Columns], new float[Rows * Columns]]).ShouldAllBe(static value => value == 0);

    [Theory]
    [InlineData("tsv_m")]
    [InlineData("wudi")]
    [InlineData("opcm")]
    public void A_single_model_keeps_its_task_vector(string method)
    {
        var merged = Delta(method, [Vectors[0]]);

        // Adam turns the rounding of WUDI's gradient into steps, of at most its learning rate.
        for (var i = 0; i < merged.Length; i++) merged[i].ShouldBe(Vectors[0][i], method == "wudi" ? 1e-5f : 1e-6f);
    }

    [Theory]
    [MemberData(nameof(MatrixMethods))]
    public void Matrices_with_fewer_rows_than_models_and_of_one_element_work(string method)
    {
        foreach (var (rows, columns) in new[] { (2, 7), (7, 2), (1, 1), (1, 9) })
        {
            var vectors = Enumerable.Range(1, 5).Select(seed => Numbers(rows * columns, (uint)seed, 0.1f)).ToArray();
            Delta(method, vectors, rows, columns).ShouldAllBe(static value => float.IsFinite(value) && Math.Abs(value) < 5, $"{rows}×{columns}");
        }
    }

    [Fact]
    public void Iso_C_makes_all_singular_values_their_mean()
    {
        var sum = Vectors[0].Select(static (_, i) => Vectors.Sum(vector => vector[i])).ToArray();
        var mean = SingularValues(sum).Average();
        foreach (var value in SingularValues(Delta("iso_c", Vectors))) value.ShouldBe(mean, 1e-5f);
    }

    [Fact]
    public void Tsv_M_keeps_each_tasks_top_singular_values()
    {
        var expected = Vectors.SelectMany(static vector => SingularValues(vector).Take(Rows / 3)).OrderDescending().ToArray();
        var actual = SingularValues(Delta("tsv_m", Vectors));
        for (var i = 0; i < expected.Length; i++) actual[i].ShouldBe(expected[i], 1e-5f);
    }

    [Fact]
    public void Tsv_M_of_two_equal_models_is_one_of_them_in_its_main_directions()
    {
        // Nothing arbitrary may come in where the tasks' directions coincide.
        var merged = Delta("tsv_m", [Vectors[0], Vectors[0]]);
        var values = SingularValues(Vectors[0]);
        var result = SingularValues(merged);
        for (var i = 0; i < Rows; i++) result[i].ShouldBe(i < Rows / 2 ? values[i] : 0, 1e-5f);
    }

    [Fact]
    public void Without_orthogonalisation_or_without_a_cut_the_sum_of_orthogonal_tasks_is_the_same()
    {
        // Two tasks in orthogonal rows and columns, each of half the rank.
        var halves = new[] { 0, 1 }.Select(static half => Vectors[half].Select((value, i) => i / Columns / 6 == half && i % Columns / 10 == half ? value : 0).ToArray()).ToArray();
        var sum = halves[0].Zip(halves[1], static (x, y) => x + y).ToArray();
        foreach (var variant in new[] { "svd", "lossless", "rank_reduction" })
        {
            var merged = Delta("tsv_m", halves, configure: settings => settings.Set("variant", variant));
            for (var i = 0; i < sum.Length; i++) merged[i].ShouldBe(sum[i], 1e-6f, variant);
        }
    }

    [Fact]
    public void Wudi_lowers_what_it_minimises()
    {
        double Loss(float[] vector) => Vectors.Sum(own => Interference(vector, own) / Dot(own, own));
        var sum = Vectors[0].Select(static (_, i) => Vectors.Sum(vector => vector[i])).ToArray();
        var few = Loss(Delta("wudi", Vectors, configure: static settings => settings.Set("iterations", 100).Set("learning_rate", 1e-4)));
        few.ShouldBeLessThan(Loss(sum));
        Loss(Delta("wudi", Vectors, configure: static settings => settings.Set("iterations", 400).Set("learning_rate", 1e-4))).ShouldBeLessThan(few);
    }

    [Fact]
    public void Opcm_gives_the_mean_norm_of_the_task_vectors()
    {
        var merged = Delta("opcm", Vectors);
        Math.Sqrt(Dot(merged, merged)).ShouldBe(Vectors.Average(static vector => Math.Sqrt(Dot(vector, vector))), 1e-6);
    }

    [Fact]
    public void Convolutions_are_averaged_unless_flattened()
    {
        var shape = new long[] { Rows, 5, 2, 2 };
        var mean = Vectors[0].Select(static (_, i) => Vectors.Average(vector => vector[i])).ToArray();
        foreach (var method in new[] { "tsv_m", "iso_c", "iso_cts" })
        {
            var plain = Delta(method, Vectors, shape: shape);
            for (var i = 0; i < mean.Length; i++) plain[i].ShouldBe(mean[i], 1e-6f);
            var flat = Delta(method, Vectors, shape: shape, configure: static settings => settings.Set("flatten", true));
            flat.ShouldBe(Delta(method, Vectors));
        }
    }

    private static float[] Delta(string method, float[][] vectors, int rows = Rows, int columns = Columns, Action<TensorSettings>? configure = null, long[]? shape = null)
    {
        using var plan = Plan(method, vectors, rows, columns, configure, shape);
        return [.. TestPlan.Run(plan)["w.weight"].Zip(Origin, static (x, b) => x - b)];
    }

    private static MergePlan Plan(string method, float[][] vectors, int rows = Rows, int columns = Columns, Action<TensorSettings>? configure = null, long[]? shape = null)
    {
        shape ??= [rows, columns];
        var origin = Origin[..(rows * columns)];
        return TestPlan.Create(
            MethodCatalog.BuiltIn.FindMethod(method)!,
            new MemoryCheckpoint("base").Add("w.weight", shape, origin),
            [.. vectors.Select((vector, i) => new MemoryCheckpoint($"model {i}").Add("w.weight", shape, [.. vector.Zip(origin, static (x, b) => b + x)]))],
            settings =>
            {
                if (method == "doge") settings.Set("iterations", 20);
                configure?.Invoke(settings);
            });
    }

    // ‖(τ − d) dᵀ‖².
    private static double Interference(float[] vector, float[] own)
    {
        var sum = 0.0;
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Rows; j++)
                sum += Math.Pow(Enumerable.Range(0, Columns).Sum(k => ((double)vector[(i * Columns) + k] - own[(i * Columns) + k]) * own[(j * Columns) + k]), 2);
        }

        return sum;
    }

    private static float[] SingularValues(float[] matrix)
    {
        var values = new float[Rows];
        Svd.Thin(Rows, Columns, matrix, new float[Rows * Rows], values, new float[Rows * Columns]);
        return values;
    }

    private static double Dot(float[] a, float[] b) => a.Zip(b, static (x, y) => (double)x * y).Sum();

    // Multiples of 2^-16, so that base and difference come apart again exactly.
    private static float[] Numbers(int count, uint state, float size)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++)
        {
            state = (state * 1664525) + 1013904223;
            numbers[i] = MathF.Round(size * (((state >> 8) / 16777216f) - 0.5f) * 65536) / 65536;
        }

        return numbers;
    }
}
