using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>Two magnitudes, as keys, that probably have a wanted one between them, and values between them that are known to be frequent.</summary>
/// <param name="Low">The smallest key inside.</param>
/// <param name="High">The largest key inside.</param>
/// <param name="First">The most frequent key, or <see cref="None"/>.</param>
/// <param name="Second">The next one, or <see cref="None"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MagnitudeBracket(uint Low, uint High, uint First = MagnitudeBracket.None, uint Second = MagnitudeBracket.None)
{
    /// <summary>No key: it would be that of a NaN.</summary>
    public const uint None = 0x7FFFFFFF;
}
