namespace Sinter.Checkpoints.Tests;

public sealed class IndexAttackTests
{
    [Theory]
    [InlineData("../secret.safetensors")]
    [InlineData("sub/../../secret.safetensors")]
    [InlineData("..\\\\secret.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\\\secret.safetensors")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a\\u0000b")]
    public void A_shard_name_that_leaves_the_folder_is_refused(string name)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["model"]);
        Directory.CreateDirectory(folder["model", "sub"]);
        FolderTests.Write(folder["secret.safetensors"], []);
        File.WriteAllText(folder["model", "model.safetensors.index.json"], "{\"weight_map\": {\"a\": \"" + name + "\"}}");
        var exception = Should.Throw<CheckpointException>(() => Checkpoint.Open(folder["model"]));
        exception.Kind.ShouldBe(CheckpointError.InvalidIndex);
        exception.Message.ShouldContain("model.safetensors.index.json");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_shard_that_is_a_link_to_a_place_outside_is_refused(bool throughFolder)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["model"]);
        Directory.CreateDirectory(folder["elsewhere"]);
        FolderTests.Write(folder["elsewhere", "s.safetensors"], []);
        if (throughFolder) Directory.CreateSymbolicLink(folder["model", "sub"], folder["elsewhere"]);
        else File.CreateSymbolicLink(folder["model", "s.safetensors"], "../elsewhere/s.safetensors");
        var name = throughFolder ? "sub/s.safetensors" : "s.safetensors";
        File.WriteAllText(folder["model", "model.safetensors.index.json"], "{\"weight_map\": {\"a\": \"" + name + "\"}}");
        var exception = Should.Throw<CheckpointException>(() => Checkpoint.Open(folder["model"]));
        exception.Kind.ShouldBe(CheckpointError.InvalidIndex);
        exception.Message.ShouldContain("outside");
    }

    [Fact]
    public void Links_that_go_in_circles_are_refused()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["a.safetensors"], folder["b.safetensors"]);
        File.CreateSymbolicLink(folder["b.safetensors"], folder["a.safetensors"]);
        File.WriteAllText(folder["model.safetensors.index.json"], """{"weight_map": {"a": "a.safetensors"}}""");
        Should.Throw<CheckpointException>(() => Checkpoint.Open(folder.Path));
    }

    [Fact]
    public void The_hub_cache_whose_snapshots_are_links_into_blobs_opens()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["models--a--b", "blobs"]);
        Directory.CreateDirectory(folder["models--a--b", "snapshots", "0123"]);
        FolderTests.WriteShards(folder);
        foreach (var file in Directory.GetFiles(folder.Path))
        {
            File.Move(file, folder["models--a--b", "blobs", Path.GetFileName(file).Replace('.', '_')]);
            File.CreateSymbolicLink(folder["models--a--b", "snapshots", "0123", Path.GetFileName(file)], $"../../blobs/{Path.GetFileName(file).Replace('.', '_')}");
        }

        using var checkpoint = Checkpoint.Open(folder["models--a--b", "snapshots", "0123"]);
        checkpoint.Tensors.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"weight_map": []}""")]
    [InlineData("""{"weight_map": {"a": 1}}""")]
    [InlineData("""{"weight_map": {"a": "model-00001-of-00002.safetensors", "a": "model-00001-of-00002.safetensors"}}""")]
    [InlineData("""{"weight_map": {}, "weight_map": {}}""")]
    [InlineData("""{"weight_map": {"missing": "model-00001-of-00002.safetensors"}}""")]
    [InlineData("""{"weight_map": {"c": "model-00001-of-00002.safetensors"}}""")]
    [InlineData("""{"weight_map": {"a": "model-00009-of-00009.safetensors"}}""")]
    [InlineData("""{"weight_map": {"a": "\ud800"}}""")]
    public void A_broken_index_and_one_that_does_not_fit_its_shards_are_refused(string index)
    {
        using var folder = new TemporaryFolder();
        FolderTests.WriteShards(folder);
        File.WriteAllText(folder["model.safetensors.index.json"], index);
        Should.Throw<CheckpointException>(() => Checkpoint.Open(folder.Path)).Kind.ShouldBe(CheckpointError.InvalidIndex);
    }
}
