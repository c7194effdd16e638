namespace Sinter.Data;

/// <summary>How pixels are made from pixels when a picture is resized; the numbers are PIL's, as <c>resample</c> in preprocessor_config.json has them.</summary>
public enum ResizeFilter
{
    /// <summary>The pixel under the new one's centre.</summary>
    Nearest = 0,

    /// <summary>A triangle over one old pixel to each side, wider when reducing.</summary>
    Bilinear = 2,

    /// <summary>Keys' cubic with a = −1/2 over two old pixels to each side, wider when reducing.</summary>
    Bicubic = 3,

    /// <summary>The mean of the old pixels whose centres the new one covers.</summary>
    Box = 4,
}
