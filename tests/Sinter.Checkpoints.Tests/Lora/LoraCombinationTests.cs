namespace Sinter.Checkpoints.Tests;

public sealed class LoraCombinationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Stacking_gives_the_weighted_sum_exactly_whatever_ranks_and_modules_the_adapters_have()
    {
        using var first = new AdapterFolder().Pair("q", 6, 2, 9).Pair("v", 4, 2, 4).Write("""{"r": 2, "lora_alpha": 4, "target_modules": ["q", "v"]}""");
        using var second = new AdapterFolder().Pair("q", 6, 3, 9).Write("""{"r": 3, "lora_alpha": 6, "use_rslora": true, "target_modules": "q"}""");
        Combine(null, (first, 0.75), (second, -2));
        using var result = LoraAdapter.Open(_folder["out"]);
        result.Configuration.TargetModules.ShouldBe(["q", "v"]);
        result.Pairs.Select(static pair => pair.Rank).ShouldBe([5, 2]);

        using var model = LoraCheckpoint.Apply(Zeros(), _folder["out"]);
        var (one, two) = (first.TaskVector("q", 6, 2, 9, 2), second.TaskVector("q", 6, 3, 9, 6 / Math.Sqrt(3)));
        var q = Bytes.ReadFloats(model, "q.weight");
        for (var i = 0; i < q.Length; i++) ((double)q[i]).ShouldBe(0.75 * one[i / 9, i % 9] - 2 * two[i / 9, i % 9], 1e-4);
        var v = Bytes.ReadFloats(model, "v.weight");
        var only = first.TaskVector("v", 4, 2, 4, 2);
        for (var i = 0; i < v.Length; i++) ((double)v[i]).ShouldBe(0.75 * only[i / 4, i % 4], 1e-5);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(2)]
    [InlineData(1)]
    public void A_chosen_rank_gives_the_best_approximation_of_that_rank(int rank)
    {
        using var first = new AdapterFolder().Pair("q", 6, 3, 9).Write("""{"r": 3, "lora_alpha": 3}""");
        using var second = new AdapterFolder().Add("base_model.model.q.lora_A.weight", 2, 9).Add("base_model.model.q.lora_B.weight", 6, 2).Write("""{"r": 2, "lora_alpha": 4}""");
        Combine(rank, (first, 1), (second, 0.5));
        using var model = LoraCheckpoint.Apply(Zeros(), _folder["out"]);
        using var adapter = LoraAdapter.Open(_folder["out"]);
        adapter.Pairs[0].Rank.ShouldBe(rank);

        var (one, two) = (first.TaskVector("q", 6, 3, 9, 1), second.TaskVector("q", 6, 2, 9, 2));
        var exact = new float[54];
        for (var i = 0; i < exact.Length; i++) exact[i] = (float)(one[i / 9, i % 9] + 0.5 * two[i / 9, i % 9]);
        var (u, s, vt) = (new float[36], new float[6], new float[54]);
        Sinter.Tensors.Svd.Thin(6, 9, exact, u, s, vt);
        var q = Bytes.ReadFloats(model, "q.weight");
        var error = exact.Zip(q, static (a, b) => (double)(a - b) * (a - b)).Sum();
        var least = s.Skip(rank).Sum(static value => (double)value * value);
        Math.Sqrt(error).ShouldBe(Math.Sqrt(least), 1e-4 * s[0]);
    }

    [Fact]
    public void Saved_modules_are_averaged_with_the_weights_or_left_out()
    {
        using var first = new AdapterFolder().Pair("q", 6, 2, 9).Add("base_model.model.head.weight", 3).Write();
        using var second = new AdapterFolder().Pair("q", 6, 2, 9).Add("base_model.model.head.weight", 3).Write();
        Combine(null, (first, 3), (second, 1));
        using (var result = LoraAdapter.Open(_folder["out"]))
            Bytes.ReadFloats(result.Weights, "base_model.model.head.weight").ShouldBe(first.Values("base_model.model.head.weight"));

        using var other = new AdapterFolder().Pair("q", 6, 2, 9).Add("base_model.model.head.weight", 4).Write();
        Refusal((first, 1), (other, 1)).ShouldContain("head.weight");
        Refusal((first, 1), (second, -1)).ShouldContain("sum to zero");
        using var opened = LoraAdapter.Open(first.Path);
        using var openedOther = LoraAdapter.Open(other.Path);
        LoraCombination.Combine([new(opened, 1), new(openedOther, 1)], _folder["dropped"], new LoraCombinationOptions { DropSavedModules = true });
        using var dropped = LoraAdapter.Open(_folder["dropped"]);
        dropped.SavedTensors.ShouldBeEmpty();
    }

    [Fact]
    public void Adapters_of_different_bases_are_refused_with_both_names()
    {
        using var first = new AdapterFolder().Pair("q", 6, 2, 9).Write();
        using var second = new AdapterFolder().Pair("q", 6, 2, 8).Write();
        var message = Refusal((first, 1), (second, 1));
        message.ShouldContain(first.Path);
        message.ShouldContain(second.Path);
        using var turned = new AdapterFolder().Pair("q", 6, 2, 9).Write("""{"r": 2, "fan_in_fan_out": true}""");
        Refusal((first, 1), (turned, 1)).ShouldContain("fan_in_fan_out");
    }

    [Fact]
    public void An_output_that_exists_is_kept()
    {
        using var adapter = new AdapterFolder().Pair("q", 6, 2, 9).Write();
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllText(_folder["out", "precious.txt"], "x");
        using var opened = LoraAdapter.Open(adapter.Path);
        Should.Throw<CheckpointException>(() => LoraCombination.Combine([new(opened, 1)], _folder["out"])).Kind.ShouldBe(CheckpointError.OutputExists);
        Directory.GetFileSystemEntries(_folder.Path).ShouldBe([_folder["out"]]);
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void Two_real_adapters_of_one_base_combine_without_it()
    {
        using var emotion = LoraAdapter.Open(SharedData.Require("data", "formats", "lora_distilbert", "emotion"));
        using var imdb = LoraAdapter.Open(SharedData.Require("data", "formats", "lora_distilbert", "imdb"));
        Should.Throw<CheckpointException>(() => LoraCombination.Combine([new(emotion, 0.5), new(imdb, 0.5)], _folder["out"])).Message.ShouldContain("classifier");
        LoraCombination.Combine([new(emotion, 0.5), new(imdb, 0.5)], _folder["out"], new LoraCombinationOptions { Rank = 4, DropSavedModules = true });
        using var result = LoraAdapter.Open(_folder["out"]);
        result.Pairs.Select(static pair => pair.Module).ShouldBe(emotion.Pairs.Select(static pair => pair.Module));
        result.Pairs.ShouldAllBe(static pair => pair.Rank == 4);
    }

    private static MemoryCheckpoint Zeros() => new MemoryCheckpoint().Add("q.weight", [6, 9], new float[54]).Add("v.weight", [4, 4], new float[16]);

    private void Combine(int? rank, params (AdapterFolder Folder, double Weight)[] parts)
    {
        var adapters = parts.Select(static part => new WeightedAdapter(LoraAdapter.Open(part.Folder.Path), part.Weight)).ToList();
        try
        {
            LoraCombination.Combine(adapters, _folder["out"], new LoraCombinationOptions { Rank = rank, Overwrite = true });
        }
        finally
        {
            foreach (var (adapter, _) in adapters) adapter.Dispose();
        }
    }

    private string Refusal(params (AdapterFolder Folder, double Weight)[] parts) =>
        Should.Throw<CheckpointException>(() => Combine(null, parts)).Message;
}
