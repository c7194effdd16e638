using System.Buffers.Binary;
using System.Text;

namespace Sinter.Cli.Tests;

/// <summary>Hostile and broken checkpoints, end to end: each merge exits 2 with one line and leaves nothing behind.</summary>
public sealed class CheckpointAttackTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Overlapping_tensors_are_refused()
    {
        WriteSafetensors("bad.safetensors", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12);
        _place.Refuses(Merging("bad.safetensors"), "bad.safetensors", "'b'");
    }

    [Fact]
    public void Data_beyond_the_end_of_the_file_is_refused()
    {
        WriteSafetensors("bad.safetensors", """{"a":{"dtype":"F32","shape":[1000],"data_offsets":[0,4000]}}""", 12);
        _place.Refuses(Merging("bad.safetensors"), "bad.safetensors", "4000");
    }

    [Fact]
    public void A_shape_that_overflows_is_refused()
    {
        WriteSafetensors("bad.safetensors", """{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0);
        _place.Refuses(Merging("bad.safetensors"), "bad.safetensors", "'a'");
    }

    [Fact]
    public void A_giant_header_is_refused()
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, 1ul << 60);
        File.WriteAllBytes(_place["bad.safetensors"], bytes);
        _place.Refuses(Merging("bad.safetensors"), "bad.safetensors", $"{1ul << 60}", "100000000");
    }

    [Fact]
    public void A_name_with_line_breaks_still_gives_one_line()
    {
        WriteSafetensors("bad.safetensors", """{"a\nb":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8);
        _place.Refuses(Merging("bad.safetensors"), "bad.safetensors", "'a?b'");
    }

    [Fact]
    public void A_pickle_that_imports_code_is_refused_by_name()
    {
        // protocol 2; os.system("touch pwned"); the bytes of a file that PyTorch would run on loading
        var command = "touch " + _place["pwned"];
        File.WriteAllBytes(_place["bad.bin"], [0x80, 2, .. "cposix\nsystem\nX"u8, .. BitConverter.GetBytes(command.Length), .. Encoding.ASCII.GetBytes(command), 0x85, (byte)'R', (byte)'.']);
        _place.Refuses(Merging("bad.bin"), "bad.bin", "posix.system");
        File.Exists(_place["pwned"]).ShouldBeFalse();
    }

    [Fact]
    public void A_shard_outside_the_folder_is_refused()
    {
        Directory.CreateDirectory(_place["bad"]);
        File.WriteAllText(_place["bad", "model.safetensors.index.json"], """{"weight_map":{"layers.0.weight":"../first/model.safetensors","norm.weight":"../first/model.safetensors"}}""");
        _place.Refuses(Merging("bad"), "model.safetensors.index.json", "../first/model.safetensors");
    }

    [Fact]
    public void A_missing_model_is_refused() => _place.Refuses(Merging("./no-such-model"), "no-such-model");

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Inputs_that_are_no_finite_numbers_are_refused_by_tensor_and_model(float value)
    {
        var values = TestModels.Filled(32, 1);
        values[17] = value;
        TestModels.Write(_place["bad", "model.safetensors"], ("layers.0.weight", [4, 8], values), ("norm.weight", [8], TestModels.Filled(8, 1)));
        _place.Refuses(Merging("bad"), "layers.0.weight", "bad");
    }

    [Fact]
    public void Shapes_that_differ_are_refused_with_both_sides()
    {
        TestModels.Write(_place["other", "model.safetensors"], ("layers.0.weight", [8, 4], TestModels.Filled(32, 1)), ("norm.weight", [8], TestModels.Filled(8, 1)));
        _place.Refuses(Merging("other"), "layers.0.weight", "[4, 8]", "[8, 4]", "on_mismatch");
    }

    private string Merging(string model) => _place.Recipe($"merge_method: linear\nmodels: [{{model: first, parameters: {{weight: 1}}}}, {{model: {model}, parameters: {{weight: 1}}}}]\n");

    private void WriteSafetensors(string name, string header, int dataLength)
    {
        var bytes = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)header.Length);
        Encoding.ASCII.GetBytes(header, bytes.AsSpan(8));
        File.WriteAllBytes(_place[name], bytes);
    }
}
