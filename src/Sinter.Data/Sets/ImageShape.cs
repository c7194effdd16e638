using System.Runtime.InteropServices;

namespace Sinter.Data;

/// <summary>The size that all pictures of a set share.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 (gray), 3 (RGB) or 4 (RGB and alpha).</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ImageShape(int Width, int Height, int Channels)
{
    /// <summary>Bytes a picture.</summary>
    public int Length => checked(Width * Height * Channels);

    /// <inheritdoc/>
    public override string ToString() => $"{Width} x {Height} x {Channels}";
}
