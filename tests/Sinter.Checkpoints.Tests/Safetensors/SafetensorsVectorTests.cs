using System.Text.Json;

namespace Sinter.Checkpoints.Tests;

/// <summary>The byte-exact cases of the format's reference implementation.</summary>
[Trait("Category", "Golden")]
public sealed class SafetensorsVectorTests
{
    private static readonly string[] Folder = ["data", "formats", "safetensors_vectors"];

    public static TheoryData<string, string> Vectors()
    {
        var rows = new TheoryData<string, string>();
        if (!SharedData.Has([.. Folder, "expected.json"])) return new TheoryData<string, string> { { "expected.json", "absent" } };
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Require([.. Folder, "expected.json"])));
        foreach (var row in document.RootElement.EnumerateArray()) rows.Add(row.GetProperty("file").GetString()!, row.GetProperty("expect").GetString()!);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_vector_opens_or_is_refused_as_the_reference_does(string file, string expected)
    {
        var path = SharedData.Require([.. Folder, file]);
        if (expected.StartsWith("error:", StringComparison.Ordinal))
        {
            var exception = Should.Throw<CheckpointException>(() => Checkpoint.Open(path).Dispose());
            exception.Kind.ToString().ShouldBe(expected["error:".Length..]);
            exception.Message.ShouldContain(file);
            return;
        }

        expected.ShouldStartWith("ok");
        using var checkpoint = Checkpoint.Open(path);
        foreach (var tensor in checkpoint.Tensors) Bytes.ReadAll(checkpoint, tensor.Name).LongLength.ShouldBe(tensor.ByteLength);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Writing_a_vector_again_gives_the_reference_writers_bytes(string file, string expected)
    {
        var path = SharedData.Require([.. Folder, file]);
        if (!expected.Contains("exact bytes", StringComparison.Ordinal)) return;
        using var folder = new TemporaryFolder();
        using var checkpoint = Checkpoint.Open(path);
        var metadata = checkpoint.Metadata.Count == 0 ? null : checkpoint.Metadata;
        using (var writer = SafetensorsWriter.Create(folder["copy.safetensors"], checkpoint.Tensors, metadata))
            foreach (var tensor in checkpoint.Tensors) writer.Write(tensor, 0, Bytes.ReadAll(checkpoint, tensor.Name));
        File.ReadAllBytes(folder["copy.safetensors"]).ShouldBe(File.ReadAllBytes(path));
    }
}
