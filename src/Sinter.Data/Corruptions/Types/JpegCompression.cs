using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>Encoded as JPEG (4:2:0) at a low quality, and decoded.</summary>
internal sealed class JpegCompression() : Corruption("jpeg_compression", "JPEG at a low quality: blocks and colour fringes.")
{
    internal static readonly int[] Quality = [80, 65, 58, 50, 40, 25, 18, 15, 10, 7];

    internal override Image Corrupt(Image image, int setting, Philox random) => JpegReader.Decode(JpegWriter.Encode(image, Quality[setting]), Name);
}
