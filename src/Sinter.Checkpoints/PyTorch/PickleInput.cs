using System.Text;

namespace Sinter.Checkpoints;

/// <summary>The bytes of a pickle: a range of a file, read through a small buffer. Every length is checked against what is left before memory is taken for it.</summary>
internal sealed class PickleInput
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly CheckpointFile _file;
    private readonly long _end;
    private readonly byte[] _buffer;
    private long _filePosition;
    private int _next;
    private int _filled;
    private long _budget = 10_000_000;

    public PickleInput(CheckpointFile file, long start, long length)
    {
        _file = file;
        _filePosition = start;
        _end = start + length;
        _buffer = new byte[(int)Math.Min(64 << 10, Math.Max(length, 1))];
    }

    public string Path => _file.Path;

    /// <summary>Position in the file of the next byte.</summary>
    public long Position => _filePosition - (_filled - _next);

    private long Left => _end - Position;

    /// <summary>Counts work and memory: steps of the interpreter and elements it copies, so that a small file cannot ask for an unbounded amount.</summary>
    public void Spend(int amount)
    {
        _budget -= amount;
        if (_budget < 0) throw Broken("asks for more work than any checkpoint needs");
    }

    public byte ReadByte()
    {
        if (_next == _filled) Refill();
        return _buffer[_next++];
    }

    /// <summary>A little-endian unsigned number of 1 to 8 bytes.</summary>
    public ulong ReadUnsigned(int bytes)
    {
        var value = 0UL;
        for (var i = 0; i < bytes; i++) value |= (ulong)ReadByte() << (8 * i);
        return value;
    }

    public byte[] ReadBytes(ulong count)
    {
        if (count > (ulong)Left) throw Broken($"asks for {count} bytes where {Left} are left");
        if (count > int.MaxValue) throw Broken($"has a value of {count} bytes");
        var bytes = new byte[(int)count];
        Read(bytes);
        return bytes;
    }

    public string ReadText(ulong count)
    {
        try
        {
            return Strict.GetString(ReadBytes(count));
        }
        catch (ArgumentException)
        {
            throw Broken("has text that is not UTF-8");
        }
    }

    /// <summary>Text up to a line feed, as the names of globals are stored.</summary>
    public string ReadLine()
    {
        const int Longest = 1024;
        var line = new StringBuilder();
        for (byte next; (next = ReadByte()) != '\n';)
        {
            if (line.Length == Longest) throw Broken($"has a line of more than {Longest} bytes");
            line.Append((char)next);
        }

        return line.ToString();
    }

    public CheckpointException Broken(string what) => new(CheckpointError.InvalidPickle, $"{Path}: the pickle is broken: near byte {Position} it {what}.");

    private void Read(Span<byte> destination)
    {
        var buffered = Math.Min(_filled - _next, destination.Length);
        _buffer.AsSpan(_next, buffered).CopyTo(destination);
        _next += buffered;
        if (buffered == destination.Length) return;
        _file.Read(_filePosition, destination[buffered..]);
        _filePosition += destination.Length - buffered;
    }

    private void Refill()
    {
        var count = (int)Math.Min(_buffer.Length, _end - _filePosition);
        if (count <= 0) throw Broken("ends too early");
        _file.Read(_filePosition, _buffer.AsSpan(0, count));
        _filePosition += count;
        _next = 0;
        _filled = count;
    }
}
