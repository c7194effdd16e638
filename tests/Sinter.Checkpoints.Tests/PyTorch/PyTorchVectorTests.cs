using System.IO.Compression;
using System.Runtime.InteropServices;
using Sinter.Tensors;

namespace Sinter.Checkpoints.Tests;

/// <summary>Files that PyTorch wrote, from other projects' tests.</summary>
[Trait("Category", "Golden")]
public sealed class PyTorchVectorTests
{
    public static TheoryData<string> Files()
    {
        var rows = new TheoryData<string>();
        if (!SharedData.Has("data", "formats")) return [""];
        var root = SharedData.Require("data", "formats");
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            if (Path.GetExtension(path) is ".pt" or ".pth" or ".th" or ".bin") rows.Add(Path.GetRelativePath(root, path));
        return rows;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_pytorch_opens_and_every_tensor_can_be_read(string file)
    {
        var path = SharedData.Require("data", "formats", file);
        if (file.Contains("broken", StringComparison.Ordinal))
        {
            Should.Throw<CheckpointException>(() => Checkpoint.Open(path).Dispose()).Kind.ShouldBe(CheckpointError.UnknownFormat);
            return;
        }

        using var checkpoint = Checkpoint.Open(path);
        checkpoint.Tensors.ShouldNotBeEmpty();
        foreach (var tensor in checkpoint.Tensors)
        {
            tensor.Type.ShouldNotBe(ElementType.Other);
            var whole = Bytes.ReadAll(checkpoint, tensor.Name);
            var half = new byte[whole.Length / 2];
            checkpoint.Read(tensor, whole.Length - half.Length, half);
            whole.AsSpan().EndsWith(half).ShouldBeTrue(tensor.Name);
            if (tensor.Name.EndsWith("running_var", StringComparison.Ordinal))
                MemoryMarshal.Cast<byte, float>(whole).ToArray().ShouldAllBe(static value => value > 0 && value < 1e6f);
        }
    }

    // The two files hold the same network after different numbers of steps, so that the values differ.
    [Fact]
    public void One_network_in_two_formats_has_the_same_names_types_and_shapes()
    {
        using var pickled = Checkpoint.Open(SharedData.Require("data", "formats", "burn_vectors", "mnist-weights", "mnist.pt"));
        using var safe = Checkpoint.Open(SharedData.Require("data", "formats", "burn_vectors", "mnist-weights", "mnist.safetensors"));
        pickled.Tensors.ShouldBe(safe.Tensors);
    }

    [Fact]
    public void Every_tensor_is_one_of_the_storages_that_an_unzipper_finds()
    {
        var path = SharedData.Require("data", "formats", "burn_vectors", "mnist-weights", "mnist.pt");
        using var checkpoint = Checkpoint.Open(path);
        using var zip = ZipFile.OpenRead(path);
        var storages = zip.Entries.Where(static entry => entry.FullName.Contains("/data/", StringComparison.Ordinal)).Select(static entry =>
        {
            using var stream = entry.Open();
            var data = new byte[entry.Length];
            stream.ReadExactly(data);
            return data;
        }).ToList();
        foreach (var tensor in checkpoint.Tensors)
        {
            var data = Bytes.ReadAll(checkpoint, tensor.Name);
            storages.Exists(storage => storage.AsSpan().SequenceEqual(data)).ShouldBeTrue(tensor.Name);
        }
    }

    [Fact]
    public void A_tensor_in_column_order_is_read_in_row_order()
    {
        var path = SharedData.Require("data", "formats", "candle_vectors", "fortran_tensor_3d.pth");
        using var checkpoint = Checkpoint.Open(path);
        var tensor = checkpoint.Tensors.ShouldHaveSingleItem();
        var read = MemoryMarshal.Cast<byte, long>(Bytes.ReadAll(checkpoint, tensor.Name)).ToArray();

        using var zip = ZipFile.OpenRead(path);
        using var entry = zip.Entries.Single(static entry => entry.FullName.EndsWith("/data/0", StringComparison.Ordinal)).Open();
        using var stored = new MemoryStream();
        entry.CopyTo(stored);
        var raw = MemoryMarshal.Cast<byte, long>(stored.ToArray()).ToArray();
        var (d0, d1, d2) = ((int)tensor.Shape[0], (int)tensor.Shape[1], (int)tensor.Shape[2]);
        for (var i = 0; i < d0; i++)
            for (var j = 0; j < d1; j++)
                for (var k = 0; k < d2; k++) read[(i * d1 + j) * d2 + k].ShouldBe(raw[i + d0 * (j + d1 * k)]);
    }

    [Fact]
    public void A_training_checkpoint_gives_the_model_without_the_optimizer()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Require("data", "formats", "burn_vectors", "pytorch-reader", "reader", "test_data", "checkpoint.pt"));
        checkpoint.Tensors.ShouldAllBe(static tensor => tensor.Name.StartsWith("fc"));
    }
}
