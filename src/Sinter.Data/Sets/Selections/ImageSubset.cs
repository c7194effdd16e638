using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>Some pictures of a set.</summary>
internal sealed class ImageSubset : ImageSet
{
    private readonly ImageSet _whole;
    private readonly ImmutableArray<int> _indices;

    public ImageSubset(ImageSet whole, ImmutableArray<int> indices, string name)
        : base(name, whole.Classes, Choose(whole, indices))
    {
        // a selection of a selection reads from the set itself
        (_whole, _indices) = whole is ImageSubset inner ? (inner._whole, [.. indices.Select(index => inner._indices[index])]) : (whole, indices);
    }

    public override int Count => _indices.Length;

    public override ImageShape? Shape => _whole.Shape;

    public override Image Read(int index) => _whole.Read(_indices[index]);

    public override void CopyTo(int index, Span<byte> pixels) => _whole.CopyTo(_indices[index], pixels);

    public override string Describe(int index) => _whole.Describe(_indices[index]);

    private static ImmutableArray<int> Choose(ImageSet whole, ImmutableArray<int> indices)
    {
        foreach (var index in indices)
        {
            if (index < 0 || index >= whole.Count)
                throw new ArgumentOutOfRangeException(nameof(indices), index, $"{whole.Name} has pictures 0 to {whole.Count - 1}.");
        }

        return whole.Labels.IsEmpty ? [] : [.. indices.Select(index => whole.Labels[index])];
    }
}
