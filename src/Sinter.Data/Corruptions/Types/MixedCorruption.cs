using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>One of the protocol's seven for each picture: what that one gives the picture with the same seed.</summary>
internal sealed class MixedCorruption() : Corruption("mixed", "One of the protocol's seven for each picture, drawn from the seed.")
{
    public override Corruption Draw(long seed, string name = "", long index = 0)
    {
        var bits = new Philox(seed, "corruption mixed", name, index).Bits(0);
        return Protocol[(int)(((ulong)bits * (ulong)Protocol.Length) >> 32)];
    }

    internal override Image Corrupt(Image image, int setting, Philox random) => throw new NotSupportedException("Mixed draws another corruption for every picture.");
}
