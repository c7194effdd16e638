using Sinter.Checkpoints;
using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>Fills weights from a checkpoint by name.</summary>
internal static class WeightLoader
{
    private const int ChunkBytes = 1 << 20;

    public static Weights Load(Checkpoint checkpoint, WeightLayout layout, Func<string, bool> mayIgnore)
    {
        var missing = layout.Parts.Where(part => !checkpoint.TryGet(part.Name, out _)).Select(static part => part.Name).ToList();
        if (missing.Count > 0)
            throw new NetworkException(NetworkError.MissingTensor, $"{checkpoint.Path}: the network needs {Listing(missing)} which the checkpoint lacks; is it of another architecture?");
        var extra = checkpoint.Tensors.Select(static tensor => tensor.Name).Where(name => !layout.TryGet(name, out _) && !mayIgnore(name)).ToList();
        if (extra.Count > 0)
            throw new NetworkException(NetworkError.ExtraTensor, $"{checkpoint.Path}: the checkpoint holds {Listing(extra)} which the network has no place for; is it of another architecture?");
        var weights = new Weights(layout);
        try
        {
            Fill(checkpoint, "", weights);
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Reads every tensor of a layout, whose name in the checkpoint begins with the prefix; they must all be there.</summary>
    public static void Fill(Checkpoint checkpoint, string prefix, Weights weights)
    {
        var buffer = new byte[ChunkBytes];
        foreach (var part in weights.Layout.Parts)
        {
            checkpoint.TryGet(prefix + part.Name, out var tensor);
            Read(checkpoint, part, tensor!, weights[part], buffer);
        }
    }

    private static void Read(Checkpoint checkpoint, WeightPart part, TensorInfo tensor, Span<float> destination, byte[] buffer)
    {
        Check.Shape(tensor.Shape.Equals(part.Shape), $"{checkpoint.Path}: tensor '{part.Name}' has shape {tensor.Shape}; the configuration asks for {part.Shape}");
        Check.Shape(tensor.Type.IsFloat(), $"{checkpoint.Path}: tensor '{part.Name}' is of type {tensor.TypeName}; weights must be floating-point");
        var size = tensor.Type.Size();
        for (var done = 0; done < destination.Length;)
        {
            var count = Math.Min(destination.Length - done, ChunkBytes / size);
            var bytes = buffer.AsSpan(0, count * size);
            checkpoint.Read(tensor, (long)done * size, bytes);
            ElementConversion.ToSingle(tensor.Type, bytes, destination.Slice(done, count));
            done += count;
        }
    }

    private static string Listing(List<string> names) =>
        string.Join(", ", names.Take(5).Select(static name => $"'{name}'")) + (names.Count > 5 ? $" and {names.Count - 5} more," : ",");
}
