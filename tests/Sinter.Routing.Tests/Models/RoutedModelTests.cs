using Sinter.Learning;
using Sinter.Testing;

namespace Sinter.Routing.Tests;

public class RoutedModelTests(TrainedExperts experts) : IClassFixture<TrainedExperts>
{
    private static readonly SyntheticImages Images = new(60, 9);

    public static TheoryData<InferenceMode> Modes() => [.. Enum.GetValues<InferenceMode>()];

    [Fact]
    public void A_saved_model_gives_the_same_bits()
    {
        using var model = Fitted();
        using var folder = new TemporaryFolder();
        RoutedModelFiles.Save(model, folder["model"]);
        using var loaded = RoutedModelFiles.Load(folder["model"]);
        foreach (var mode in Enum.GetValues<InferenceMode>()) Run(loaded, mode).ShouldBe(Run(model, mode));
        loaded.Heads.Select(static head => head.Name).ShouldBe(["first", "second"]);
        loaded.Heads[0].Classes.ShouldBe(["a", "b", "c"]);
        loaded.Joint.Classes[3].ShouldBe("second/a");
        loaded.Statistics!.TaskMeans.ShouldBe(model.Statistics!.TaskMeans);
        Directory.EnumerateFiles(folder["model"], "*.partial", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void A_model_cut_to_a_low_rank_is_smaller_on_disk_and_gives_the_same_again()
    {
        using var model = Fitted();
        using var folder = new TemporaryFolder();
        RoutedModelFiles.Save(model, folder["whole"]);
        model.Truncate(3);
        RoutedModelFiles.Save(model, folder["low"]);
        using var loaded = RoutedModelFiles.Load(folder["low"]);
        loaded.IsTruncated.ShouldBeTrue();
        Run(loaded, InferenceMode.Exact).ShouldBe(Run(model, InferenceMode.Exact));
        Should.Throw<RoutingException>(() => loaded.Truncate(2)).Kind.ShouldBe(RoutingError.InvalidOption);
        new FileInfo(folder["low", "vectors", "first.safetensors"]).Length.ShouldBeLessThan(new FileInfo(folder["whole", "vectors", "first.safetensors"]).Length / 2);
    }

    [Fact]
    public void Keeping_a_share_of_the_energy_keeps_it_for_every_expert_and_matrix_with_no_rank_to_spare()
    {
        using var whole = Fitted();
        using var cut = Fitted();
        cut.TruncateToEnergy(0.9);
        using var finer = Fitted();
        finer.TruncateToEnergy(0.999);
        double Kept(RoutedModel model) => Enumerable.Range(0, 2).Min(k => model.Vectors[k].ToArray().Sum(static x => (double)x * x) / whole.Vectors[k].ToArray().Sum(static x => (double)x * x));
        Kept(cut).ShouldBeInRange(0.9, 0.999);
        Kept(finer).ShouldBeInRange(0.999, 1.000001);
        Should.Throw<RoutingException>(() => whole.TruncateToEnergy(0)).Kind.ShouldBe(RoutingError.InvalidOption);
    }

    [Theory, MemberData(nameof(Modes))]
    public void A_prediction_does_not_depend_on_what_else_is_in_its_batch(InferenceMode mode)
    {
        using var model = Fitted();
        using var workspace = new Workspace(2);
        using var inference = new RoutedInference(model, new InferenceOptions { Mode = mode, FixedBelow = 0.1 }, workspace);
        using var pass = workspace.BeginInference();
        var all = inference.Run(pass, model.Read(pass, Images, [0, 1, 2, 3, 4, 5]));
        foreach (var i in new[] { 3, 4 })
        {
            var alone = inference.Run(pass, model.Read(pass, Images, [i]));
            alone.Features.ToArray().ShouldBe(all.Features.Slice(i * model.Joint.Width, model.Joint.Width).ToArray());
            alone.Predict(0).ShouldBe(all.Predict(i));
            alone.Predict(0, 1).ShouldBe(all.Predict(i, 1));
            alone.Uncertainty(0).ShouldBe(all.Uncertainty(i));
        }
    }

    [Theory, InlineData(RouterInput.PatchEmbedding, null), InlineData(RouterInput.ClassToken, 1), InlineData(RouterInput.HiddenMean, null)]
    public void Leaving_out_the_opinion_changes_no_feature_and_gives_no_answer_about_the_task(RouterInput input, int? blocks)
    {
        using var model = Fitted(TrainedExperts.Options with { Router = new RouterOptions { Input = input, Blocks = blocks }, Steps = 0 });
        using var workspace = new Workspace(2);
        using var inference = new RoutedInference(model, new InferenceOptions { Opinion = false }, workspace);
        using var pass = workspace.BeginInference();
        var output = inference.Run(pass, model.Read(pass, Images, [.. Enumerable.Range(0, 20)]));
        output.Features.ToArray().ShouldBe(Run(model, InferenceMode.Exact));
        output.Uncertainty(0).ShouldBe(double.NaN);
        output.Predict(0, 1).Task.ShouldBe(1);
        Should.Throw<RoutingException>(() => output.Predict(0)).Kind.ShouldBe(RoutingError.InvalidOption);
    }

    [Fact]
    public void A_router_that_looks_after_more_blocks_than_there_are_is_refused() =>
        Should.Throw<RoutingException>(() => experts.CreateModel(new FitOptions { Router = new RouterOptions { Blocks = 3 } })).Message.ShouldContain("block 3");

    [Fact]
    public void Groups_of_one_image_each_are_exact()
    {
        using var model = Fitted(TrainedExperts.Options with { Clusters = 60 });
        Numbers.Difference(Run(model, InferenceMode.Grouped), Run(model, InferenceMode.Exact)).ShouldBeLessThan(1e-4);
    }

    [Fact]
    public void Routing_no_layer_is_the_mean_model_and_routing_all_is_exact()
    {
        using var model = Fitted();
        Run(model, InferenceMode.VaryingLayers, fixedBelow: -1).ShouldBe(Run(model, InferenceMode.Exact));
        using var merged = StaticMerge.Merge(model.Vectors, model.Statistics!.Mean, model.Router.Groups);
        using var workspace = new Workspace(2);
        using var pass = workspace.BeginInference();
        var features = model.Features(pass, new FixedSource(merged), model.Read(pass, Images, [.. Enumerable.Range(0, 20)])).Values.ToArray();
        Run(model, InferenceMode.VaryingLayers, fixedBelow: 1).ShouldBe(features);
    }

    [Theory, MemberData(nameof(Modes))]
    public void Cheaper_ways_to_run_it_classify_about_as_well(InferenceMode mode)
    {
        using var model = Fitted();
        TrainedExperts.Accuracy(model, new InferenceOptions { Mode = mode }).ShouldBeGreaterThan(0.8);
    }

    [Fact]
    public void The_joint_head_tells_tasks_apart_and_says_how_sure_it_is()
    {
        using var model = Fitted();
        using var workspace = new Workspace(2);
        using var inference = new RoutedInference(model, new InferenceOptions { UnknownTask = UnknownTask.JointHead }, workspace);
        using var pass = workspace.BeginInference();
        int[] samples = [.. Enumerable.Range(0, 20)];
        var output = inference.Run(pass, model.Read(pass, Images, samples));
        samples.Average(i => output.Predict(i).Task == SyntheticImages.Task(i) ? 1.0 : 0).ShouldBeGreaterThan(0.8);
        samples.ShouldAllBe(i => output.Uncertainty(i) > 0 && output.Uncertainty(i) < 1);
        output.Beliefs.Chunk(2).ShouldAllBe(static row => Math.Abs(row.Sum() - 1) < 1e-5f);
    }

    [Fact]
    public void Experts_of_another_shape_are_refused()
    {
        using var workspace = new Workspace(1);
        var network = (VisionTransformer)Network.FromConfigText(Numbers.Vit.Replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3", StringComparison.Ordinal));
        using var weights = network.Initialize(1);
        experts.Write("deep", weights, static configuration => { configuration["num_hidden_layers"] = 3; return configuration; });
        var failure = Should.Throw<RoutingException>(() => ExpertSet.CreateModel(experts.Base, [experts.Experts[0], ("deep", experts["deep"])], new FitOptions()));
        failure.Kind.ShouldBe(RoutingError.ArchitectureMismatch);
        failure.Message.ShouldContain("3 blocks");
    }

    [Fact]
    public void An_expert_without_a_head_is_refused_unless_it_lies_beside_it()
    {
        var backbone = Backbone.Read(experts.Experts[0].Path);
        using var checkpoint = Checkpoints.Checkpoint.Open(experts.Experts[0].Path);
        using var weights = backbone.Load(checkpoint);
        experts.Write("headless", weights);
        (string, string)[] given = [("headless", experts["headless"])];
        Should.Throw<RoutingException>(() => ExpertSet.CreateModel(experts.Base, given, new FitOptions())).Kind.ShouldBe(RoutingError.MissingHead);
        using var head = new ClassHead("x", ["a", "b", "c", "d"], 24);
        head.Weights.Save(Path.Combine(experts["headless"], "head.safetensors"));
        using var model = ExpertSet.CreateModel(experts.Base, given, new FitOptions());
        model.Heads[0].Classes.ShouldBe(["class 0", "class 1", "class 2", "class 3"]);
        File.Delete(Path.Combine(experts["headless"], "head.safetensors"));
    }

    [Theory, InlineData(""), InlineData("a/b"), InlineData("joint"), InlineData("..")]
    public void Names_that_cannot_be_files_are_refused(string name) =>
        Should.Throw<RoutingException>(() => ExpertSet.CreateModel(experts.Base, [(name, experts.Experts[0].Path)], new FitOptions())).Kind.ShouldBe(RoutingError.InvalidOption);

    [Fact]
    public void Two_experts_of_one_name_are_refused() =>
        Should.Throw<RoutingException>(() => ExpertSet.CreateModel(experts.Base, [experts.Experts[0], ("first", experts.Experts[1].Path)], new FitOptions())).Message.ShouldContain("'first'");

    [Fact]
    public void A_folder_that_is_not_a_routed_model_is_refused()
    {
        Should.Throw<RoutingException>(() => RoutedModelFiles.Load(experts.Base)).Message.ShouldContain("holds no routed.json");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["routed.json"], "{ \"format\": \"else\" }");
        Should.Throw<RoutingException>(() => RoutedModelFiles.Load(folder.Path)).Kind.ShouldBe(RoutingError.NotARoutedModel);
        File.WriteAllText(folder["routed.json"], "nonsense");
        Should.Throw<RoutingException>(() => RoutedModelFiles.Load(folder.Path)).Kind.ShouldBe(RoutingError.NotARoutedModel);
    }

    [Fact]
    public void A_damaged_routed_model_is_refused()
    {
        using var model = experts.CreateModel(new FitOptions());
        using var folder = new TemporaryFolder();
        RoutedModelFiles.Save(model, folder["model"]);
        File.Copy(folder["model", "joint_head.safetensors"], folder["model", "router.safetensors"], overwrite: true);
        Should.Throw<RoutingException>(() => RoutedModelFiles.Load(folder["model"])).Message.ShouldContain("router.hidden.weight");
    }

    [Fact]
    public void Cheaper_modes_need_a_fit_and_fixed_layers_a_layer_wise_router()
    {
        using var workspace = new Workspace(1);
        using var fresh = experts.CreateModel(new FitOptions());
        Should.Throw<RoutingException>(() => new RoutedInference(fresh, new InferenceOptions { Mode = InferenceMode.Grouped }, workspace)).Kind.ShouldBe(RoutingError.InvalidOption);
        using var taskWise = Fitted(TrainedExperts.Options with { Steps = 0 });
        Should.Throw<RoutingException>(() => new RoutedInference(taskWise, new InferenceOptions { Mode = InferenceMode.VaryingLayers }, workspace)).Message.ShouldContain("layer-wise");
    }

    private RoutedModel Fitted(FitOptions? options = null)
    {
        options ??= TrainedExperts.Options with { Router = new RouterOptions { Granularity = RouterGranularity.Layer } };
        var model = experts.CreateModel(options);
        using var workspace = new Workspace(2);
        RoutedFit.Run(model, Images, options, workspace);
        return model;
    }

    private static float[] Run(RoutedModel model, InferenceMode mode, double fixedBelow = 0.05)
    {
        using var workspace = new Workspace(2);
        using var inference = new RoutedInference(model, new InferenceOptions { Mode = mode, FixedBelow = fixedBelow }, workspace);
        using var pass = workspace.BeginInference();
        return inference.Run(pass, model.Read(pass, Images, [.. Enumerable.Range(0, 20)])).Features.ToArray();
    }
}
