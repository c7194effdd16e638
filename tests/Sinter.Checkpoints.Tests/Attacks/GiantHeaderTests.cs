using System.Text;

namespace Sinter.Checkpoints.Tests;

public sealed class GiantHeaderTests
{
    private const int Length = 4_000_000;

    [Theory]
    [InlineData("""{"__metadata__":{""", "\"k{0}\":\"\",", CheckpointError.InvalidHeaderDeserialization)]
    [InlineData("""{""", "\"t{0}\":{{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}},", CheckpointError.InvalidHeaderDeserialization)]
    [InlineData("""{"a":{"dtype":"U8","data_offsets":[0,1],"shape":[""", "1,", CheckpointError.InvalidHeaderDeserialization)]
    [InlineData("""{"a":""", "[", CheckpointError.InvalidHeaderDeserialization)]
    [InlineData("""{"a":{"dtype":"U8","x":""", "[", CheckpointError.InvalidHeaderDeserialization)]
    [InlineData("""{"a":{"dtype":"U8","x":[""", "1,", CheckpointError.InvalidHeaderDeserialization)]
    [InlineData("""{"a":{"dtype":""" + "\"", "x", CheckpointError.InvalidHeaderDeserialization)]
    [InlineData(" ", " ", CheckpointError.InvalidHeaderDeserialization)]
    public void A_giant_header_is_refused_at_the_cost_of_a_few_times_its_size(string start, string repeated, CheckpointError kind)
    {
        var header = new StringBuilder(start);
        for (var i = 0; header.Length < Length; i++) header.AppendFormat(null, repeated.Contains('{', StringComparison.Ordinal) ? repeated : "{1}", i, repeated);
        var file = Bytes.File(header.ToString());
        var before = GC.GetAllocatedBytesForCurrentThread();
        Bytes.Refusal(file).Kind.ShouldBe(kind);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8L * Length);
    }

    [Fact]
    public void A_header_length_without_a_header_takes_no_memory()
    {
        var file = new byte[100];
        BitConverter.TryWriteBytes(file, 99_000_000L).ShouldBeTrue();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Bytes.Refusal(file).Kind.ShouldBe(CheckpointError.InvalidHeaderLength);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }
}
