using Sinter.Tensors;

namespace Sinter.Checkpoints.Tests;

public sealed class SafetensorsReadingTests
{
    [Fact]
    public void Parts_are_read_in_any_order_from_many_threads()
    {
        using var folder = new TemporaryFolder();
        var tensor = new TensorInfo("t", ElementType.U8, new TensorShape(1 << 20));
        var data = Enumerable.Range(0, 1 << 20).Select(static i => (byte)((i * 31) ^ (i >> 7))).ToArray();
        using (var writer = SafetensorsWriter.Create(folder["m.safetensors"], [tensor])) writer.Write(tensor, 0, data);
        using var checkpoint = Checkpoint.Open(folder["m.safetensors"]);
        Parallel.For(0, 256, i =>
        {
            var part = new byte[4096];
            var start = ((i * 37) % 256) * 4096;
            checkpoint.Read(tensor, start, part);
            part.AsSpan().SequenceEqual(data.AsSpan(start, 4096)).ShouldBeTrue();
        });
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using var folder = new TemporaryFolder();
        var tensor = new TensorInfo("t", ElementType.F32, new TensorShape(1 << 12));
        SafetensorsWriter.Create(folder["m.safetensors"], [tensor]).Dispose();
        using var checkpoint = Checkpoint.Open(folder["m.safetensors"]);
        var buffer = new byte[1024];
        checkpoint.Read(tensor, 0, buffer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 16; i++) checkpoint.Read(tensor, i * 1024, buffer);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Parts_outside_a_tensor_and_unknown_tensors_are_refused()
    {
        using var folder = new TemporaryFolder();
        var tensor = new TensorInfo("t", ElementType.U8, new TensorShape(10));
        SafetensorsWriter.Create(folder["m.safetensors"], [tensor]).Dispose();
        using var checkpoint = Checkpoint.Open(folder["m.safetensors"]);
        foreach (var offset in new long[] { -1, 7, long.MaxValue })
            Should.Throw<CheckpointException>(() => checkpoint.Read(tensor, offset, new byte[4])).Kind.ShouldBe(CheckpointError.MissingTensor);
        Should.Throw<CheckpointException>(() => checkpoint.Read(tensor with { Name = "u" }, 0, new byte[4])).Kind.ShouldBe(CheckpointError.MissingTensor);
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_open_is_reported()
    {
        using var folder = new TemporaryFolder();
        var tensor = new TensorInfo("t", ElementType.U8, new TensorShape(10_000));
        SafetensorsWriter.Create(folder["m.safetensors"], [tensor]).Dispose();
        using var checkpoint = Checkpoint.Open(folder["m.safetensors"]);
        using (var stream = new FileStream(folder["m.safetensors"], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite)) stream.SetLength(5_000);
        Should.Throw<CheckpointException>(() => checkpoint.Read(tensor, 0, new byte[10_000])).Kind.ShouldBe(CheckpointError.InputOutput);
    }

    [Fact]
    public void Opening_reads_the_header_only()
    {
        using var folder = new TemporaryFolder();
        using (var stream = File.Create(folder["m.safetensors"]))
        {
            stream.Write(Bytes.File("{\"t\":{\"dtype\":\"U8\",\"shape\":[68719476736],\"data_offsets\":[0,68719476736]}}"));
            stream.SetLength(stream.Length + (1L << 36));
        }

        using var checkpoint = Checkpoint.Open(folder["m.safetensors"]);
        checkpoint.Tensors.ShouldHaveSingleItem().ByteLength.ShouldBe(1L << 36);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Should.Throw<CheckpointException>(() => Checkpoint.Open("/nowhere/m.safetensors")).Kind.ShouldBe(CheckpointError.NotFound);
}
