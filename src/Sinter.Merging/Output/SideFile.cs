using Microsoft.Win32.SafeHandles;
using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>A file of side tensors. They become known batch by batch, so their bytes gather in a raw file first; the safetensors file is made from it at the end.</summary>
internal sealed class SideFile : IDisposable
{
    private const int CopyBytes = 1 << 20;
    private readonly string _path;
    private readonly SafeFileHandle _raw;
    private readonly Dictionary<string, (SideTensor Side, long Start)> _tensors = new(StringComparer.Ordinal);
    private long _length;

    public SideFile(string path)
    {
        _path = path;
        _raw = File.OpenHandle(path + ".raw", FileMode.Create, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
    }

    public void Add(SideTensor side)
    {
        _tensors.Add(side.Name, (side, _length));
        _length += side.ByteLength;
    }

    public void Write(SideTensor side, long byteOffset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_raw, bytes, _tensors[side.Name].Start + byteOffset);

    public void Complete()
    {
        var infos = _tensors.Values.Select(static place => new TensorInfo(place.Side.Name, place.Side.Type, place.Side.Shape)).ToList();
        using var writer = SafetensorsWriter.Create(_path, infos, overwrite: true);
        var buffer = new byte[CopyBytes];
        foreach (var info in infos)
        {
            var start = _tensors[info.Name].Start;
            for (var offset = 0L; offset < info.ByteLength; offset += CopyBytes)
            {
                var part = buffer.AsSpan(0, (int)Math.Min(CopyBytes, info.ByteLength - offset));
                for (var filled = 0; filled < part.Length;)
                {
                    var count = RandomAccess.Read(_raw, part[filled..], start + offset + filled);
                    if (count == 0) throw new IOException($"{_path}: side tensor '{info.Name}' was not written to its end.");
                    filled += count;
                }

                writer.Write(info, offset, part);
            }
        }

        writer.Flush();
    }

    public void Dispose() => _raw.Dispose();
}
