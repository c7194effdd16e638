using Sinter.Tensors;

namespace Sinter.Checkpoints.Tests;

public sealed class FolderTests
{
    private static readonly TensorInfo[] Tensors = [.. "abcd".Select(static c => new TensorInfo($"{c}", ElementType.U8, new TensorShape(4)))];

    [Fact]
    public void A_folder_with_one_file_opens_under_the_folders_name()
    {
        using var folder = new TemporaryFolder();
        Write(folder["model.safetensors"], Tensors);
        File.WriteAllText(folder["config.json"], "{}");
        using var checkpoint = Checkpoint.Open(folder.Path);
        checkpoint.Path.ShouldBe(folder.Path);
        checkpoint.Files.ShouldBe([folder["model.safetensors"]]);
        checkpoint.Tensors.ShouldBe(Tensors);
    }

    [Fact]
    public void Shards_open_by_folder_or_by_index_and_read_from_their_own_files()
    {
        using var folder = new TemporaryFolder();
        WriteShards(folder);
        foreach (var path in new[] { folder.Path, folder["model.safetensors.index.json"] })
        {
            using var checkpoint = Checkpoint.Open(path);
            checkpoint.Tensors.ShouldBe(Tensors);
            checkpoint.Files.Count.ShouldBe(2);
            foreach (var tensor in Tensors) Bytes.ReadAll(checkpoint, tensor.Name).ShouldBe(Enumerable.Repeat((byte)tensor.Name[0], 4).ToArray());
        }
    }

    [Theory]
    [InlineData("diffusion_pytorch_model.safetensors")]
    [InlineData("diffusion_pytorch_model.fp16.safetensors")]
    [InlineData("adapter_model.safetensors")]
    [InlineData("anything.safetensors")]
    public void Other_names_of_weights_are_found(string name)
    {
        using var folder = new TemporaryFolder();
        Write(folder[name], Tensors);
        using var checkpoint = Checkpoint.Open(folder.Path);
        checkpoint.Tensors.Count.ShouldBe(4);
    }

    [Fact]
    public void Pickled_shards_with_an_index_open_and_keep_their_ties()
    {
        using var folder = new TemporaryFolder();
        var data = new byte[] { 1, 2, 3, 4 };
        File.WriteAllBytes(folder["pytorch_model-00001-of-00002.bin"], Pickle.StateDictionary(("embed", "ByteStorage", "0", 4, 0, [4], [1]), ("head", "ByteStorage", "0", 4, 0, [4], [1])).Zip(("0", data)));
        File.WriteAllBytes(folder["pytorch_model-00002-of-00002.bin"], Pickle.StateDictionary(("body", "ByteStorage", "0", 4, 0, [2, 2], [1, 2])).Zip(("0", data)));
        File.WriteAllText(folder["pytorch_model.bin.index.json"], """
            {"metadata": {"total_size": 12}, "weight_map": {"head": "pytorch_model-00001-of-00002.bin", "embed": "pytorch_model-00001-of-00002.bin", "body": "pytorch_model-00002-of-00002.bin"}}
            """);
        using var checkpoint = Checkpoint.Open(folder.Path);
        checkpoint.Aliases.ShouldBe([new("head", "embed")]);
        Bytes.ReadAll(checkpoint, "body").ShouldBe(new byte[] { 1, 3, 2, 4 });
    }

    [Fact]
    public void A_folder_without_weights_says_what_was_looked_for_and_what_is_there()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["config.json"], "{}");
        File.WriteAllText(folder["training_args.bin"], "not a model");
        var exception = Should.Throw<CheckpointException>(() => Checkpoint.Open(folder.Path));
        exception.Kind.ShouldBe(CheckpointError.NoWeights);
        exception.Message.ShouldContain("model.safetensors");
        exception.Message.ShouldContain("config.json");
        exception.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void Several_files_without_an_index_are_not_guessed_at()
    {
        using var folder = new TemporaryFolder();
        Write(folder["one.safetensors"], Tensors);
        Write(folder["two.safetensors"], Tensors);
        Should.Throw<CheckpointException>(() => Checkpoint.Open(folder.Path)).Kind.ShouldBe(CheckpointError.NoWeights);
    }

    [Fact]
    public void A_file_is_recognized_by_its_content()
    {
        using var folder = new TemporaryFolder();
        Write(folder["weights"], Tensors);
        Checkpoint.Open(folder["weights"]).Dispose();
        File.WriteAllText(folder["notes.txt"], "hello there, this is no checkpoint");
        Should.Throw<CheckpointException>(() => Checkpoint.Open(folder["notes.txt"])).Kind.ShouldBe(CheckpointError.UnknownFormat);
        File.WriteAllText(folder["empty.bin"], "");
        Should.Throw<CheckpointException>(() => Checkpoint.Open(folder["empty.bin"])).Kind.ShouldBe(CheckpointError.UnknownFormat);
        Should.Throw<CheckpointException>(() => Checkpoint.Open(folder["missing"])).Kind.ShouldBe(CheckpointError.NotFound);
    }

    internal static void Write(string path, IEnumerable<TensorInfo> tensors)
    {
        using var writer = SafetensorsWriter.Create(path, tensors);
        foreach (var tensor in tensors) writer.Write(tensor, 0, Enumerable.Repeat((byte)tensor.Name[0], (int)tensor.ByteLength).ToArray());
    }

    internal static void WriteShards(TemporaryFolder folder)
    {
        var layout = ShardLayout.Split(Tensors, 8);
        foreach (var shard in layout.Shards) Write(folder[shard.FileName], shard.Tensors);
        layout.WriteIndex(folder.Path);
    }
}
