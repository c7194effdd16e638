using Sinter.Tensors;

namespace Sinter.Checkpoints.Tests;

/// <summary>The remaining files of other programs: safetensors from other writers, and NumPy's formats, which are no checkpoints.</summary>
[Trait("Category", "Golden")]
public sealed class OtherVectorTests
{
    public static TheoryData<string> Files()
    {
        if (!SharedData.Has("data", "formats")) return [""];
        var root = SharedData.Require("data", "formats");
        return [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path)).Where(IsOther).Order(StringComparer.Ordinal)];
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_is_read_whole_or_refused_for_what_it_is(string file)
    {
        var path = SharedData.Require("data", "formats", file);
        if (Path.GetExtension(file) is ".npy" or ".npz")
        {
            Should.Throw<CheckpointException>(() => Checkpoint.Open(path).Dispose()).Kind.ShouldBe(CheckpointError.UnknownFormat);
            return;
        }

        using var checkpoint = Checkpoint.Open(path);
        checkpoint.Tensors.ShouldNotBeEmpty();
        foreach (var tensor in checkpoint.Tensors)
        {
            tensor.Type.ShouldNotBe(ElementType.Other);
            Bytes.ReadAll(checkpoint, tensor.Name).LongLength.ShouldBe(tensor.Shape.Count * tensor.Type.Size());
        }
    }

    private static bool IsOther(string path) =>
        Path.GetExtension(path) is ".npy" or ".npz" || (Path.GetExtension(path) == ".safetensors" && !path.StartsWith("safetensors_vectors", StringComparison.Ordinal));
}
