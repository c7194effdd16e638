using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sinter.Routing;

namespace Sinter.Evaluation;

/// <summary>Recognises what a cell depends on.</summary>
internal static class SetHash
{
    /// <summary>sha256 of the pixels as a network gets them, of tasks and labels.</summary>
    public static string Of(RoutedModel model, IEnumerable<PictureSet> sets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var pixels = new float[model.Backbone.Network.Channels * model.ImageSize * model.ImageSize];
        foreach (var set in sets)
        {
            Append(hash, [set.Count]);
            for (var i = 0; i < set.Count; i++)
            {
                set.Read(i, pixels);
                Append(hash, [set.TaskOf(i), set.Label(i)]);
                hash.AppendData(MemoryMarshal.AsBytes<float>(pixels));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>sha256 of base, task vectors and heads.</summary>
    public static string OfFamily(RoutedModel model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(model.Base.Values));
        for (var k = 0; k < model.Vectors.Count; k++)
        {
            hash.AppendData(MemoryMarshal.AsBytes(model.Vectors[k]));
            hash.AppendData(MemoryMarshal.AsBytes(model.Heads[k].Weights.Values));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<int> numbers) => hash.AppendData(MemoryMarshal.AsBytes(numbers));
}
