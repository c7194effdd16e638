namespace Sinter.Data;

/// <summary>The colour types of PNG, by their number in the file.</summary>
internal enum PngColor : byte
{
    /// <summary>One sample a pixel.</summary>
    Gray = 0,

    /// <summary>Red, green, blue.</summary>
    Rgb = 2,

    /// <summary>A number in the palette.</summary>
    Palette = 3,

    /// <summary>Gray and opacity.</summary>
    GrayAlpha = 4,

    /// <summary>Red, green, blue and opacity.</summary>
    Rgba = 6,
}
