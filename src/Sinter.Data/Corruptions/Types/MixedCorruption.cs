using System.Collections.Immutable;
using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>One of several corruptions for each picture: what that one gives the picture with the same seed. Null choices: the protocol's seven, which are not made yet when this one is.</summary>
internal sealed class MixedCorruption(string description = "One of the protocol's seven for each picture, drawn from the seed.", ImmutableArray<Corruption>? choices = null)
    : Corruption("mixed", description)
{
    public override Corruption Draw(long seed, string name = "", long index = 0)
    {
        var among = choices ?? Protocol;
        var bits = new Philox(seed, "corruption mixed", name, index).Bits(0);
        return among[(int)(((ulong)bits * (ulong)among.Length) >> 32)];
    }

    internal override Image Corrupt(Image image, int setting, Philox random) => throw new NotSupportedException("Mixed draws another corruption for every picture.");
}
