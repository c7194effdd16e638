namespace Sinter.Data;

/// <summary>How finely a JPEG keeps colour; the numbers are libturbojpeg's.</summary>
public enum JpegSubsampling
{
    /// <summary>4:4:4, a colour for every pixel.</summary>
    Full = 0,

    /// <summary>4:2:0, a colour for two by two pixels: what cameras and PIL write.</summary>
    Quarter = 2,
}
