using Sinter.Checkpoints;
using Sinter.Merging.Tests.Methods;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Golden;

[Trait("Category", "Golden")]
public sealed class MethodGoldenTests
{
    // Tolerances as in the goldens' README.
    private const double Elementwise = 2e-7;
    private const double Balanced = 2e-6;
    private const double Coefficients = 1e-6;

    private static readonly Dictionary<string, Action<GoldenRun>> Tests = new()
    {
        ["average"] = Average,
        ["consensus"] = Consensus,
        ["della"] = Della,
        ["doge-ta"] = Doge,
        ["emr"] = Emr,
        ["expo"] = Expo,
        ["fisher"] = Fisher,
        ["iso-c"] = IsoC,
        ["iso-cts"] = IsoCts,
        ["linear"] = Linear,
        ["magmax"] = MagMax,
        ["metagpt"] = MetaGpt,
        ["model-stock"] = ModelStock,
        ["opcm"] = Opcm,
        ["pcb"] = Pcb,
        ["regmean"] = RegMean,
        ["slerp"] = Slerp,
        ["tall"] = TallMasks,
        ["task-arithmetic"] = TaskArithmetic,
        ["tatr"] = TrustRegion,
        ["tsvm"] = TsvM,
        ["wudi"] = Wudi,
        ["ties"] = Ties,
    };

    // Files that no test here covers, by how their names begin.
    private static readonly Dictionary<string, string> Uncovered = new()
    {
        ["adamergingpp__"] = "task vectors processed for AdaMerging++, which learns their coefficients: test-time adaptation",
        ["concrete__"] = "learned masks: test-time adaptation",
        ["lewis__"] = "needs activations of calibration data: later",
        ["twin__"] = "a router and compressed experts: routed models",
        ["della__magnitude-row"] = "probabilities that grow with the magnitude itself: an ablation of the authors",
        ["della__rank-layer"] = "ranks over the whole tensor: an ablation of the authors",
        ["ties__k20-sum-lambda0.3-int-buffer-counted"] = "counts an integer buffer as unchanged weights: an accident of the code that flattened it",
        ["tall__WRONG-"] = "a defect of other code, kept to show its size; not to be matched",
    };

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var (set, name) in Files())
            if (Tests.ContainsKey(Method(name)) && !Uncovered.Keys.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))) cases.Add(set, name);
        if (cases.Count == 0) cases.Add("t4", "base");
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_merge_gives_the_numbers_of_the_methods_public_code(string set, string name)
    {
        SharedData.Require("goldens", "methods");
        using var golden = new GoldenCase(set, name);
        Tests[Method(name)](new GoldenRun(golden));
    }

    [Fact]
    public void Every_golden_is_tested_or_listed_with_a_reason()
    {
        SharedData.Require("goldens", "methods");
        Files().Where(static file => !Tests.ContainsKey(Method(file.Name)) && !Uncovered.Keys.Any(prefix => file.Name.StartsWith(prefix, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static IEnumerable<(string Set, string Name)> Files() =>
        !SharedData.Has("goldens", "methods") ? []
        : from set in new[] { "t3", "t4" }
          from path in Directory.GetFiles(SharedData.Require("goldens", "methods", set), "*.json").Order(StringComparer.Ordinal)
          let name = Path.GetFileNameWithoutExtension(path)
          where !name.EndsWith("__inputs", StringComparison.Ordinal)
          select (set, name);

    private static string Method(string name) => name[..name.IndexOf("__", StringComparison.Ordinal)];

    private static void Average(GoldenRun run)
    {
        if (run.Golden.Parameters.TryGetProperty("weights", out _))
        {
            var weights = run.Golden.Numbers("weights");
            run.Compare(run.Merge("linear", settings => SetEach(settings, "weight", weights).Set("normalize", run.Golden.Parameters.GetProperty("normalize").GetBoolean()), withBase: false), Elementwise);
        }
        else
        {
            run.Compare(run.Merge("average", withBase: false), Elementwise);
        }

        run.RequireAllSeen();
    }

    private static void Consensus(GoldenRun run)
    {
        var golden = run.Golden;
        run.Compare(run.Merge("consensus", settings => MaskSettings(golden, settings).Set("tasks", golden.Number("k")).Set("lambda", golden.Number("alpha"))), Elementwise);
        run.CompareMasks(ConsensusMerging.MaskFile, "consensus.", "consensus.");
        run.RequireAllSeen();
    }

    private static void TallMasks(GoldenRun run)
    {
        var golden = run.Golden;
        var merged = run.Merge("consensus", settings => MaskSettings(golden, settings).Set("tasks", 0).Set("lambda", 1.0));
        foreach (var name in golden.TensorNames) run.Compare($"multitask.{name}", Difference(merged[name], GoldenCase.Values(golden.Base, name)), Elementwise);
        CompareTasks(run, merged, ConsensusMerging.MaskFile, [.. golden.Experts.Select(static _ => 1.0)]);
        run.RequireAllSeen();
    }

    // The uniform numbers are given. Equal magnitudes of a row may be ranked in any order: what depends on it is not compared.
    private static void Della(GoldenRun run)
    {
        var golden = run.Golden;
        var method = new Della();
        foreach (var name in golden.ExpectedNames.Where(name => golden.TensorNames.Contains(name)))
        {
            golden.Base.TryGet(name, out var tensor).ShouldBeTrue();
            var shape = tensor!.Shape.Dimensions.ToArray();
            var origin = GoldenCase.Values(golden.Base, name);
            var uniforms = golden.Experts.Select((_, task) => golden.Values($"input.uniform{task + 1}.{name}")).ToList();
            var merged = SingleTensor.Merge(method, shape, origin, [.. golden.Experts.Select(expert => GoldenCase.Values(expert, name))], Configure, new GivenUniforms(uniforms));
            var tied = golden.Experts.SelectMany(expert => Tied(Difference(GoldenCase.Values(expert, name), origin), (int)tensor.Shape[tensor.Shape.Rank - 1])).ToHashSet();
            tied.Count.ShouldBeLessThanOrEqualTo(4, name);
            run.Compare(name, Except(merged, golden.Values(name), tied), Elementwise);

            for (var task = 1; task <= golden.Experts.Count; task++)
            {
                var sparse = SingleTensor.Merge(new DellaLinear(), shape, origin, [GoldenCase.Values(golden.Experts[task - 1], name)], Configure, new GivenUniforms([uniforms[task - 1]]));
                var scaled = Difference(sparse, origin).Select(value => value / (float)golden.Number("lambda_")).ToArray();
                run.Compare($"sparse{task}.{name}", Except(scaled, golden.Values($"sparse{task}.{name}"), tied), Elementwise);
            }
        }

        run.RequireAllSeen([.. golden.Experts.Select(static (_, task) => $"keep{task + 1}.")]);

        void Configure(TensorSettings settings) => settings.Set("density", golden.Number("density")).Set("epsilon", golden.Number("epsilon")).Set("rescale", "inverse")
            .Set("lambda", golden.Number("lambda_")).Set("normalize", true);
    }

    private static IEnumerable<int> Tied(float[] values, int rowLength) =>
        from i in Enumerable.Range(0, values.Length)
        where values[i] != 0 && values.Where((other, j) => j != i && j / rowLength == i / rowLength && Math.Abs(other) == Math.Abs(values[i])).Any()
        select i;

    private static float[] Except(float[] values, float[] others, HashSet<int> at) => [.. values.Select((value, i) => at.Contains(i) ? others[i] : value)];

    // The learned change and the subspace are seen through the merge. As the README says, float32 and float64 drift apart over 400 steps.
    private static void Doge(GoldenRun run)
    {
        var golden = run.Golden;
        var merged = run.Merge(
            "doge",
            settings => settings.Set("tensors", "encoder").Set("iterations", golden.Number("iterations")).Set("subspace", golden.Number("subspace"))
                .Set("density", golden.Number("K") / 100).Set("eta", golden.Number("lamda")).Set("learning_rate", golden.Number("lr")));
        run.Compare(merged, golden.Number("iterations") > 100 ? 5e-6 : Balanced);
        run.RequireAllSeen("delta.", "projection.");
    }

    private static void Emr(GoldenRun run)
    {
        var golden = run.Golden;
        var merged = run.Merge("emr");
        var rescalers = (double[])run.Report["rescalers"];
        run.Compare(rescalers, golden.SideNumbers("rescalers"), Coefficients);
        foreach (var name in golden.TensorNames) run.Compare($"unified.{name}", Difference(merged[name], GoldenCase.Values(golden.Base, name)), Elementwise);
        CompareTasks(run, merged, EmrMerging.MaskFile, rescalers);
        run.RequireAllSeen();
    }

    private static void Expo(GoldenRun run)
    {
        run.Compare(run.Merge("expo", settings => settings.Set("alpha", run.Golden.Number("extrapolation_factor")), [(int)run.Golden.Number("expert")]), Elementwise);
        run.RequireAllSeen();
    }

    private static void Fisher(GoldenRun run)
    {
        var golden = run.Golden;
        var normalize = golden.Parameters.GetProperty("normalize").GetBoolean();
        var merged = run.Merge(
            "fisher",
            settings => SetEach(settings, "weight", golden.Numbers("coefficients")).Set("normalize", normalize).Set("epsilon", golden.Number("minimal")),
            withBase: false,
            statistics: golden.Statistics(golden.Parameters.GetProperty("statistics").GetString()!, "input.fisher"));
        run.Compare(merged, Elementwise);
        run.RequireAllSeen();
        if (!normalize) return;
        run.Compare((double[])run.Report["fisher_norms"], golden.SideNumbers("fisher_norms"), Coefficients);
        run.Compare((double[])run.Report["normalised_coefficients"], golden.SideNumbers("normalised_coefficients"), Coefficients);
    }

    private static void IsoC(GoldenRun run)
    {
        run.Compare(run.Merge("iso_c", settings => settings.Set("lambda", run.Golden.Number("scaling"))), Balanced);
        run.RequireAllSeen();
    }

    private static void IsoCts(GoldenRun run)
    {
        var golden = run.Golden;
        run.Compare(run.Merge("iso_cts", settings => settings.Set("lambda", golden.Number("scaling")).Set("common_fraction", golden.Number("common_space_fraction"))), Balanced);
        run.RequireAllSeen();
    }

    private static void Linear(GoldenRun run)
    {
        var t = run.Golden.Number("t");
        run.Compare(run.Merge("linear", settings => SetEach(settings, "weight", [1 - t, t]), Pair(run), withBase: false), Elementwise);
        run.RequireAllSeen();
    }

    private static void MagMax(GoldenRun run)
    {
        run.Compare(run.Merge("magmax", settings => settings.Set("lambda", run.Golden.Number("scaling"))), Elementwise);
        run.RequireAllSeen();
    }

    private static void MetaGpt(GoldenRun run)
    {
        run.Compare(run.Merge("metagpt"), Elementwise);
        run.Compare((double[])run.Report["coefficients"], run.Golden.SideNumbers("lambdas"), Coefficients);
        run.Compare((double[])run.Report["squared_norms"], run.Golden.SideNumbers("squared_norms"), Coefficients);
        run.RequireAllSeen();
    }

    private static void ModelStock(GoldenRun run)
    {
        // The golden's own float32 lies up to its rounding away from the exact result: more than the tolerance where the ratio is large.
        run.Compare(
            run.Merge("model_stock", static settings => settings.Set("average", "angle"), run.Golden.Numbers("models").Select(static model => (int)model)),
            Elementwise + run.Golden.Rounding);
        run.RequireAllSeen();
    }

    private static void Opcm(GoldenRun run)
    {
        var golden = run.Golden;
        run.Compare(run.Merge("opcm", settings => settings.Set("alpha", golden.Number("alpha")), golden.Numbers("order").Select(static model => (int)model)), Balanced);
        run.Compare((double[])run.Report["lambda_per_step"], golden.SideNumbers("lambda_per_step"), Coefficients);
        run.Compare((double[])run.Report["task_vector_norms"], golden.SideNumbers("task_vector_norms"), Coefficients);
        run.RequireAllSeen();
    }

    // The balancing weights themselves (scaleT) are seen through the merge, which is their weighted mean.
    private static void Pcb(GoldenRun run)
    {
        var golden = run.Golden;
        var variant = golden.Name.Split("__")[1].Split('-')[0];
        run.Compare(
            run.Merge("pcb", settings => settings.Set("variant", variant).Set("ratio", golden.Number("ratio")).Set("clamp", golden.Number("clamp")).Set("lambda", golden.Number("scaling"))),
            Balanced);
        run.RequireAllSeen([.. golden.Experts.Select(static (_, task) => $"scale{task + 1}.")]);
    }

    private static void RegMean(GoldenRun run)
    {
        var golden = run.Golden;
        var merged = run.Merge(
            "regmean",
            settings => settings.Set("alpha", golden.Number("reduce_non_diagonal_ratio")),
            withBase: false,
            statistics: golden.Statistics(golden.Parameters.GetProperty("statistics").GetString()!, "input.gram"));
        run.Compare(merged, Balanced);
        run.RequireAllSeen();
    }

    private static void Slerp(GoldenRun run)
    {
        var golden = run.Golden;
        void Configure(TensorSettings settings) => settings.Set("t", golden.Number("t"));
        if (!golden.Name.Contains("task-vectors", StringComparison.Ordinal))
        {
            run.Compare(run.Merge("slerp", Configure, Pair(run), withBase: false), Elementwise);
        }
        else
        {
            // Task vectors as models of their own.
            var vectors = Pair(run).Select(expert =>
            {
                var vector = new MemoryCheckpoint($"task vector {expert}");
                foreach (var tensor in golden.Base.Tensors.Where(tensor => golden.TensorNames.Contains(tensor.Name)))
                    vector.Add(tensor.Name, tensor.Shape.Dimensions.AsSpan(), Difference(GoldenCase.Values(golden.Experts[expert - 1], tensor.Name), GoldenCase.Values(golden.Base, tensor.Name)));
                return vector;
            });
            run.Compare(run.Run(TestPlan.Create(MethodCatalog.BuiltIn.FindMethod("slerp")!, null, [.. vectors], Configure)), Elementwise);
        }

        run.RequireAllSeen();
    }

    // The two experts that a variant's name gives, as in experts-1-3-t0.5.
    private static List<int> Pair(GoldenRun run) => [.. run.Golden.Name.Split('-').Where(static part => part.Length == 1 && char.IsDigit(part[0])).Take(2).Select(int.Parse)];

    private static void TaskArithmetic(GoldenRun run)
    {
        run.Compare(run.Merge("task_arithmetic", settings => settings.Set("lambda", run.Golden.Number("scaling"))), Elementwise);
        run.RequireAllSeen();
    }

    private static void TrustRegion(GoldenRun run)
    {
        var golden = run.Golden;
        var merged = run.Merge("trust_region", settings => settings.Set("quantile", golden.Number("quantile")).Set("lambda", golden.Number("scaling")));
        var free = run.Merge("trust_region", settings => settings.Set("quantile", 1.0).Set("lambda", golden.Number("scaling")));
        run.Compare(merged, Elementwise);

        // Taken out: where the merge is the base although task arithmetic is not.
        foreach (var name in golden.TensorNames)
        {
            var origin = GoldenCase.Values(golden.Base, name);
            run.Compare($"dropped.{name}", [.. origin.Select((value, i) => merged[name][i] == value && free[name][i] != value ? 1f : 0f)], 0);
        }

        run.RequireAllSeen();
    }

    private static void Ties(GoldenRun run)
    {
        var golden = run.Golden;
        var mergeLm = golden.Name.Contains("mergelm", StringComparison.Ordinal);
        var density = mergeLm ? 1 - golden.Number("param_value_mask_rate") : golden.Number("K") / 100;
        var combine = mergeLm ? "mean" : golden.Parameters.GetProperty("merge").GetString();
        var merged = run.Merge("ties", settings => settings.Set("density", density).Set("density_scope", "model").Set("count", mergeLm ? "mergelm" : "official").Set("zero_sign", "majority")
            .Set("lambda", golden.Number("scaling")).Set("normalize", combine == "mean").Set("combine", combine == "max" ? "max" : "weighted"));
        run.Compare(merged, Elementwise);
        if (golden.Side.TryGetProperty("threshold_per_task", out _)) run.Compare((double[])run.Report["smallest_kept"], golden.SideNumbers("threshold_per_task"), 1e-12);
        CompareKept(run);
        run.RequireAllSeen("sign.");
    }

    // Which elements of the tasks are kept: above the thresholds that the run reported.
    private static void CompareKept(GoldenRun run)
    {
        var thresholds = (double[])run.Report["smallest_kept"];
        foreach (var name in run.Golden.TensorNames)
        {
            for (var task = 0; task < thresholds.Length; task++)
            {
                var golden = $"kept{task + 1}.{name}";
                if (!run.Golden.Expected.TryGet(golden, out _)) continue;
                var delta = Difference(GoldenCase.Values(run.Golden.Experts[task], name), GoldenCase.Values(run.Golden.Base, name));
                run.Compare(golden, [.. delta.Select(value => Math.Abs(value) >= thresholds[task] ? 1f : 0f)], 0);
            }
        }
    }

    private static void TsvM(GoldenRun run)
    {
        var variant = run.Golden.Name.Split("__")[1] switch { "rank-reduction-only" => "rank_reduction", var name => name };
        run.Compare(run.Merge("tsv_m", settings => settings.Set("variant", variant).Set("lambda", run.Golden.Number("alpha"))), Balanced);
        run.RequireAllSeen();
    }

    private static void Wudi(GoldenRun run)
    {
        run.Compare(run.Merge("wudi", settings => settings.Set("iterations", run.Golden.Number("iterations")).Set("learning_rate", run.Golden.Number("lr"))), Balanced);
        run.RequireAllSeen();
    }

    private static TensorSettings MaskSettings(GoldenCase golden, TensorSettings settings)
    {
        SetEach(settings, "mask_lambda", golden.Numbers("lambdas"));
        var multitask = golden.Parameters.GetProperty("multitask").GetString()!;
        if (!multitask.StartsWith("TIES", StringComparison.Ordinal)) return settings;
        var kept = multitask.Split(", ").Single(static part => part.StartsWith("K=", StringComparison.Ordinal))[2..];
        return settings.Set("multitask", "ties").Set("density", double.Parse(kept) / 100);
    }

    // Masks bit for bit, and each task's own model through the library's call.
    private static void CompareTasks(GoldenRun run, Dictionary<string, float[]> merged, string file, double[] rescalers)
    {
        var golden = run.Golden;
        for (var task = 1; task <= golden.Experts.Count; task++) run.CompareMasks(file, $"mask{task}.", $"mask{task}.");
        var model = new MemoryCheckpoint("merged");
        var masks = new MemoryCheckpoint("masks");
        foreach (var tensor in golden.Base.Tensors.Where(tensor => merged.ContainsKey(tensor.Name))) model.Add(tensor.Name, tensor.Shape.Dimensions.AsSpan(), merged[tensor.Name]);
        foreach (var ((_, name), bytes) in run.Sides) masks.Add(new TensorInfo(name, Tensors.ElementType.U8, new Tensors.TensorShape(bytes.Length)), bytes);
        for (var task = 1; task <= golden.Experts.Count; task++)
            run.Compare(run.Run(TaskModels.CreatePlan(golden.Base, model, masks, task, rescalers[task - 1])), Elementwise, $"task{task}.");
    }

    private static float[] Difference(float[] a, float[] b) => [.. a.Zip(b, static (x, y) => x - y)];

    private static TensorSettings SetEach(TensorSettings settings, string name, double[] values)
    {
        for (var model = 0; model < values.Length; model++) settings.Set(name, model, values[model]);
        return settings;
    }
}
