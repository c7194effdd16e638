using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Sinter.Data;

/// <summary>Goes through the chunks of a PNG and checks length and checksum of each.</summary>
internal ref struct PngChunks(ReadOnlySpan<byte> file, string source)
{
    /// <summary>Length, type and checksum of a chunk.</summary>
    private const int Frame = 12;

    private static readonly SearchValues<byte> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private readonly ReadOnlySpan<byte> _file = file;
    private int _position = PngWriter.Signature.Length;

    /// <summary>Four letters.</summary>
    public string Type { get; private set; } = "";

    /// <summary>What the chunk holds.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Goes to the next chunk; there must be one, because IEND ends the file.</summary>
    public void Next()
    {
        var rest = _file[_position..];
        if (rest.Length < Frame) throw PngReader.Damaged(source, $"it ends after {_file.Length} bytes without an end chunk");
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - Frame)
            throw PngReader.Damaged(source, $"it ends early: the chunk at byte {_position} has {length} bytes, of which {Math.Max(0, rest.Length - Frame)} are there");
        var type = rest.Slice(4, 4);
        if (type.ContainsAnyExcept(Letters)) throw PngReader.Damaged(source, $"the chunk at byte {_position} has the type {Convert.ToHexString(type)} (hex), which are no letters");
        Type = Encoding.ASCII.GetString(type);
        Content = rest.Slice(8, (int)length);
        var (stored, computed) = (BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]), Crc32.Of(rest.Slice(4, 4 + (int)length)));
        if (stored != computed) throw PngReader.Damaged(source, $"the checksum of its chunk {Type} at byte {_position} is {stored:X8}, and its bytes give {computed:X8}");
        _position += Frame + (int)length;
    }
}
