using Sinter.Tensors;

namespace Sinter.Checkpoints.Tests;

public sealed class MemoryCheckpointTests
{
    [Fact]
    public void What_is_added_can_be_read_in_ordinal_order()
    {
        using var checkpoint = new MemoryCheckpoint().Add("b", [2, 1], [1f, 2f]).Add(new TensorInfo("B", ElementType.U8, new TensorShape(3)), [7, 8, 9]);
        checkpoint.Tensors.Select(static tensor => tensor.Name).ShouldBe(["B", "b"]);
        Bytes.ReadFloats(checkpoint, "b").ShouldBe([1f, 2f]);
        var part = new byte[2];
        checkpoint.Read(checkpoint.Tensors[0], 1, part);
        part.ShouldBe(new byte[] { 8, 9 });
    }

    [Fact]
    public void Wrong_lengths_and_taken_names_are_refused()
    {
        using var checkpoint = new MemoryCheckpoint().Add("a", [1], [1f]);
        Should.Throw<ArgumentException>(() => checkpoint.Add("b", [3], [1f]));
        Should.Throw<ArgumentException>(() => checkpoint.Add("a", [1], [1f]));
        Should.Throw<CheckpointException>(() => checkpoint.Read(checkpoint.Tensors[0], 2, new byte[4])).Kind.ShouldBe(CheckpointError.MissingTensor);
    }
}
