using System.Runtime.InteropServices;

namespace Sinter.Tensors.Tests;

internal static class BitAssertions
{
    /// <summary>Same length, same bits.</summary>
    public static void ShouldHaveBitsOf(this ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        actual.Length.ShouldBe(expected.Length);
        var same = MemoryMarshal.Cast<float, uint>(actual).CommonPrefixLength(MemoryMarshal.Cast<float, uint>(expected));
        if (same < actual.Length) Assert.Fail($"element {same} of {actual.Length} is {actual[same]:R}, not {expected[same]:R}");
    }

    public static void ShouldHaveBitsOf(this float[] actual, ReadOnlySpan<float> expected) => ((ReadOnlySpan<float>)actual).ShouldHaveBitsOf(expected);
}
