using System.Runtime.InteropServices;
using Sinter.Checkpoints;
using Sinter.Tensors;
using Sinter.Testing;

namespace Sinter.Data.Tests;

/// <summary>A safetensors file of 8-bit pictures, [rows, columns], [rows, columns, channels] or [pictures, rows, columns, channels].</summary>
internal sealed class ImageGolden : IDisposable
{
    private readonly Checkpoint _values;

    public ImageGolden(params string[] path) => _values = Checkpoint.Open(SharedData.Require(["goldens", .. path]));

    /// <summary>The pictures of goldens/images.</summary>
    public static ImageGolden Codecs() => new("images", "golden.safetensors");

    /// <summary>A file beside them.</summary>
    public static string File(string name) => SharedData.Require("goldens", "images", name);

    public Image Read(string name, int picture = 0)
    {
        var (bytes, shape) = Load(name);
        var four = shape.Rank == 4;
        var (height, width) = ((int)shape[four ? 1 : 0], (int)shape[four ? 2 : 1]);
        var channels = shape.Rank == 2 ? 1 : (int)shape[four ? 3 : 2];
        var size = width * height * channels;
        return new Image(width, height, channels, bytes.AsSpan(picture * size, size).ToArray());
    }

    public ushort[] Read16(string name) => MemoryMarshal.Cast<byte, ushort>(Load(name).Bytes).ToArray();

    public float[] ReadFloats(string name) => MemoryMarshal.Cast<byte, float>(Load(name).Bytes).ToArray();

    public int Count(string name) => (int)Load(name).Shape[0];

    public void Dispose() => _values.Dispose();

    private (byte[] Bytes, TensorShape Shape) Load(string name)
    {
        if (!_values.TryGet(name, out var info)) throw new KeyNotFoundException(name);
        var bytes = new byte[info.ByteLength];
        _values.Read(info, 0, bytes);
        return (bytes, info.Shape);
    }
}
