namespace Sinter.Checkpoints.Tests;

public sealed class CheckpointConverterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _data = [.. Enumerable.Range(0, 96).Select(static i => (byte)(i * 37))];

    public CheckpointConverterTests()
    {
        Directory.CreateDirectory(_folder["in"]);
        var pickle = Pickle.StateDictionary(
            ("embed", "FloatStorage", "0", 24, 0, [4, 6], [6, 1]), ("head", "FloatStorage", "0", 24, 0, [4, 6], [6, 1]),
            ("turned", "FloatStorage", "0", 24, 0, [6, 4], [1, 6]), ("count", "LongStorage", "1", 1, 0, [], []), ("none", "HalfStorage", "2", 0, 0, [0, 3], [3, 1]));
        File.WriteAllBytes(_folder["in", "pytorch_model.bin"], pickle.Zip(("0", _data), ("1", _data[..8]), ("2", [])));
        File.WriteAllText(_folder["in", "config.json"], """{"model_type": "tiny"}""");
        File.WriteAllText(_folder["in", "tokenizer.json"], "{}");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, 1)]
    [InlineData(104, 2)]
    [InlineData(96, 3)]
    public void A_pickled_model_becomes_safetensors_with_the_same_names_types_and_bytes(int? shardSize, int files)
    {
        var shares = new List<double>();
        var result = CheckpointConverter.Convert(_folder["in"], _folder["out"], new ConversionOptions { ShardSize = shardSize, Threads = 1 }, new Shares(shares));
        result.Tensors.ShouldBe(4);
        result.Tied.ShouldBe([new("head", "embed")]);
        result.Files.Count(static file => file.EndsWith(".safetensors", StringComparison.Ordinal)).ShouldBe(files);
        result.Files.ShouldContain("config.json");
        result.Files.ShouldContain("tokenizer.json");
        shares[^1].ShouldBe(1);

        using var before = Checkpoint.Open(_folder["in"]);
        using var after = Checkpoint.Open(_folder["out"]);
        after.Tensors.ShouldBe(before.Tensors);
        after.Aliases.ShouldBe(before.Aliases);
        after.Metadata["format"].ShouldBe("pt");
        foreach (var tensor in before.Tensors) Bytes.ReadAll(after, tensor.Name).ShouldBe(Bytes.ReadAll(before, tensor.Name));
        Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order().ShouldBe(["in", "out"]);
    }

    [Fact]
    public void One_file_may_be_asked_for()
    {
        var result = CheckpointConverter.Convert(_folder["in", "pytorch_model.bin"], _folder["small.safetensors"]);
        result.Files.ShouldBe(["small.safetensors"]);
        using var checkpoint = Checkpoint.Open(_folder["small.safetensors"]);
        checkpoint.Tensors.Count.ShouldBe(5);
    }

    [Fact]
    public void An_output_that_exists_is_kept_unless_overwriting_was_asked_for()
    {
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllText(_folder["out", "precious.txt"], "x");
        Should.Throw<CheckpointException>(() => CheckpointConverter.Convert(_folder["in"], _folder["out"])).Kind.ShouldBe(CheckpointError.OutputExists);
        Directory.GetFiles(_folder["out"]).ShouldBe([_folder["out", "precious.txt"]]);
        CheckpointConverter.Convert(_folder["in"], _folder["out"], new ConversionOptions { Overwrite = true });
        File.Exists(_folder["out", "model.safetensors"]).ShouldBeTrue();
        Directory.GetFileSystemEntries(_folder.Path).Length.ShouldBe(2);
    }

    [Fact]
    public void An_output_that_holds_the_input_is_refused() =>
        Should.Throw<CheckpointException>(() => CheckpointConverter.Convert(_folder["in"], _folder["in"], new ConversionOptions { Overwrite = true })).Kind.ShouldBe(CheckpointError.OutputExists);

    [Fact]
    public void Cancelling_and_failing_leave_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Should.Throw<OperationCanceledException>(() => CheckpointConverter.Convert(_folder["in"], _folder["out"], cancellation: cancelled.Token));
        Should.Throw<CheckpointException>(() => CheckpointConverter.Convert(_folder["in"], "/proc/out")).Kind.ShouldBe(CheckpointError.InputOutput);
        Should.Throw<CheckpointException>(() => CheckpointConverter.Convert(_folder["none"], _folder["out"])).Kind.ShouldBe(CheckpointError.NotFound);
        Directory.GetFileSystemEntries(_folder.Path).ShouldBe([_folder["in"]]);
    }

    [Fact]
    public void A_type_that_safetensors_lacks_is_refused_by_name()
    {
        File.WriteAllBytes(_folder["complex.pt"], Pickle.StateDictionary(("z", "ComplexDoubleStorage", "0", 6, 0, [6], [1])).Zip(("0", _data)));
        Should.Throw<CheckpointException>(() => CheckpointConverter.Convert(_folder["complex.pt"], _folder["out"])).Message.ShouldContain("C128");
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void A_real_file_of_the_format_before_zip_converts()
    {
        var path = SharedData.Require("data", "formats", "resnet_cifar10", "resnet20-12fca82f.th");
        CheckpointConverter.Convert(path, _folder["resnet"]);
        using var before = Checkpoint.Open(path);
        using var after = Checkpoint.Open(_folder["resnet"]);
        after.Tensors.ShouldBe(before.Tensors);
        foreach (var tensor in before.Tensors) Bytes.ReadAll(after, tensor.Name).ShouldBe(Bytes.ReadAll(before, tensor.Name));
    }

    private sealed class Shares(List<double> shares) : IProgress<double>
    {
        public void Report(double value) => shares.Add(value);
    }
}
