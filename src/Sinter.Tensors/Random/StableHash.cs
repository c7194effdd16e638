using System.Text;

namespace Sinter.Tensors;

/// <summary>64-bit hashes that are the same in every process: FNV-1a of UTF-8, mixed by SplitMix64's finisher.</summary>
internal static class StableHash
{
    /// <summary>The hash of a text.</summary>
    public static ulong Of(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var one in Encoding.UTF8.GetBytes(text)) hash = (hash ^ one) * 0x100000001B3;
        return Mix(hash);
    }

    /// <summary>The hash of two numbers, order included.</summary>
    public static ulong Combine(ulong first, ulong second) => Mix(Mix(first + 0x9E3779B97F4A7C15) ^ second);

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
