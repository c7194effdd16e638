namespace Sinter.Data;

/// <summary>What lies beyond the edge of a picture.</summary>
internal enum Border
{
    /// <summary>The outermost pixel: aaa|abcd|ddd.</summary>
    Extend,

    /// <summary>The picture mirrored, without the outermost pixel: dcb|abcd|cba (OpenCV's default).</summary>
    Reflect,
}
