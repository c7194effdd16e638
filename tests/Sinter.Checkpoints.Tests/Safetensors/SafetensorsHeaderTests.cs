using System.Text;
using Sinter.Tensors;

namespace Sinter.Checkpoints.Tests;

public sealed class SafetensorsHeaderTests
{
    [Theory]
    [InlineData("""[]""", 0)]
    [InlineData("""{}x""", 0)]
    [InlineData("""{"a":[]}""", 0)]
    [InlineData("""{"a":{}}""", 0)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1]}}""", 1)]
    [InlineData("""{"a":{"dtype":"U8","data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"a":{"dtype":8,"shape":[1],"data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"a":{"dtype":"","shape":[1],"data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[[1]],"data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}}""", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}""", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":["0",1]}}""", 1)]
    [InlineData("""{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"shape":[1],"data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\u0061":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2)]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1)]
    [InlineData("""{"__metadata__":{"a":1}}""", 0)]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0)]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},}""", 1)]
    public void A_header_off_the_schema_is_refused(string header, int dataLength) =>
        Bytes.Refusal(Bytes.File(header, dataLength)).Kind.ShouldBe(CheckpointError.InvalidHeaderDeserialization);

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, CheckpointError.InvalidOffset, "hole")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, CheckpointError.InvalidOffset, "overlaps")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""", 3, CheckpointError.InvalidOffset, "hole")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[2,1]}}""", 2, CheckpointError.InvalidOffset, "before it begins")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,18446744073709551615]}}""", 2, CheckpointError.InvalidOffset, "63 bits")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, CheckpointError.TensorInvalidInfo, "expected 8")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,4]}}""", 4, CheckpointError.ValidationOverflow, "63 bits")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2305843009213693951],"data_offsets":[0,4]}}""", 4, CheckpointError.ValidationOverflow, "63 bits")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 3, CheckpointError.MetadataIncompleteBuffer, "cut short")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 5, CheckpointError.MetadataIncompleteBuffer, "followed")]
    public void Offsets_that_do_not_tile_the_data_are_refused_with_what_is_wrong(string header, int dataLength, CheckpointError kind, string part)
    {
        var exception = Bytes.Refusal(Bytes.File(header, dataLength));
        exception.Kind.ShouldBe(kind);
        exception.Message.ShouldContain(part);
    }

    [Fact]
    public void A_shape_of_very_many_dimensions_is_refused()
    {
        var shape = string.Join(',', Enumerable.Repeat("1", 65));
        Bytes.Refusal(Bytes.File("{\"a\":{\"dtype\":\"U8\",\"shape\":[" + shape + "],\"data_offsets\":[0,1]}}", 1)).Kind.ShouldBe(CheckpointError.InvalidHeaderDeserialization);
    }

    [Fact]
    public void Tensors_metadata_and_unknown_types_come_out_of_the_header()
    {
        const string Header = """
             {"b":{"dtype":"F4","shape":[3,1],"data_offsets":[4,6],"note":{"x":[1]}}, "__metadata__":{"format":"pt"},
              "a\u0062":{"shape":[],"data_offsets":[0,4],"dtype":"F32"},"c":{"dtype":"Q7_K","shape":[5],"data_offsets":[6,9]}, "e":{"dtype":"I64","shape":[0,7],"data_offsets":[9,9]}}
            """;
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["m.safetensors"], Bytes.File(Encoding.UTF8.GetBytes(Header), [1, 2, 3, 4, 5, 6, 7, 8, 9]));
        using var checkpoint = Checkpoint.Open(folder["m.safetensors"]);
        checkpoint.Tensors.Select(static tensor => tensor.Name).ShouldBe(["ab", "b", "c", "e"]);
        checkpoint.Tensors[0].ShouldBe(new TensorInfo("ab", ElementType.F32, new TensorShape()));
        checkpoint.Tensors[2].ShouldBe(new TensorInfo("c", ElementType.Other, "Q7_K", new TensorShape(5), 3));
        checkpoint.Metadata["format"].ShouldBe("pt");
        checkpoint.Files.ShouldBe([folder["m.safetensors"]]);
        Bytes.ReadAll(checkpoint, "b").ShouldBe(new byte[] { 5, 6 });
        Bytes.ReadAll(checkpoint, "c").ShouldBe(new byte[] { 7, 8, 9 });
        Bytes.ReadAll(checkpoint, "e").ShouldBeEmpty();
    }

    [Fact]
    public void A_name_with_line_breaks_still_gives_a_one_line_message() =>
        Bytes.Refusal(Bytes.File("""{"a\nb":{"dtype":"U8","shape":[2],"data_offsets":[0,1]}}""", 1)).Message.ShouldContain("'a?b'");

    [Fact]
    public void A_tied_tensor_noted_by_save_model_is_an_alias()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["m.safetensors"], Bytes.File(
            Encoding.UTF8.GetBytes("""{"__metadata__":{"format":"pt","head":"embed"},"embed":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"""), [8, 9]));
        using var checkpoint = Checkpoint.Open(folder["m.safetensors"]);
        checkpoint.Tensors.Select(static tensor => tensor.Name).ShouldBe(["embed", "head"]);
        checkpoint.Aliases.ShouldBe([new("head", "embed")]);
        Bytes.ReadAll(checkpoint, "head").ShouldBe(new byte[] { 8, 9 });
    }
}
