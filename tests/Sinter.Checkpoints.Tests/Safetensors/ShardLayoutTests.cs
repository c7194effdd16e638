using System.Text.Json;
using Sinter.Tensors;

namespace Sinter.Checkpoints.Tests;

public sealed class ShardLayoutTests
{
    private static readonly TensorInfo[] Tensors = [.. "abcde".Select(static c => new TensorInfo($"{c}", ElementType.U8, new TensorShape(c == 'c' ? 25 : 4)))];

    [Fact]
    public void Without_a_limit_everything_goes_into_one_file_without_an_index()
    {
        var layout = ShardLayout.Split(Tensors);
        layout.Shards.ShouldHaveSingleItem().FileName.ShouldBe("model.safetensors");
        layout.IndexFileName.ShouldBeNull();
    }

    [Fact]
    public void Shards_stay_below_the_limit_but_for_a_tensor_that_is_larger_itself()
    {
        var layout = ShardLayout.Split(Tensors, 10);
        layout.Shards.Select(static shard => shard.FileName).ShouldBe(
            ["model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors"]);
        layout.Shards.Select(static shard => string.Concat(shard.Tensors.Select(static tensor => tensor.Name))).ShouldBe(["ab", "c", "de"]);
        layout.Shards.Select(static shard => shard.ByteLength).ShouldBe([8, 25, 8]);
        layout.TotalSize.ShouldBe(41);
    }

    [Fact]
    public void The_index_names_the_total_and_the_file_of_every_tensor()
    {
        using var folder = new TemporaryFolder();
        ShardLayout.Split(Tensors, 10).WriteIndex(folder.Path);
        using var index = JsonDocument.Parse(File.ReadAllBytes(folder["model.safetensors.index.json"]));
        index.RootElement.GetProperty("metadata").GetProperty("total_size").GetInt64().ShouldBe(41);
        index.RootElement.GetProperty("weight_map").EnumerateObject().Select(static pair => $"{pair.Name}:{pair.Value.GetString()![6..11]}").ShouldBe(
            ["a:00001", "b:00001", "c:00002", "d:00003", "e:00003"]);
    }

    [Fact]
    public void No_tensors_still_make_one_empty_file() => ShardLayout.Split([], 10).Shards.ShouldHaveSingleItem().Tensors.ShouldBeEmpty();
}
