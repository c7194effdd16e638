using System.Buffers.Binary;
using System.Text;

namespace Sinter.Checkpoints;

/// <summary>
/// The table of contents of a zip archive (zip64 included), so that stored entries can be read in place by their offset. PyTorch stores its entries uncompressed; compressed ones are
/// refused, which leaves no room for zip bombs.
/// </summary>
internal sealed class ZipDirectory
{
    private const int EndLength = 22;
    private const int LongestComment = 65_535;
    private const int LocalLength = 30;
    private const int CentralLength = 46;
    private const long LongestDirectory = 100_000_000;
    private readonly CheckpointFile _file;
    private readonly Dictionary<string, ZipEntry> _entries = [];

    private ZipDirectory(CheckpointFile file) => _file = file;

    public IReadOnlyCollection<ZipEntry> Entries => _entries.Values;

    /// <summary>Reads the table of contents.</summary>
    /// <exception cref="CheckpointException">The archive is broken.</exception>
    public static ZipDirectory Read(CheckpointFile file)
    {
        var directory = new ZipDirectory(file);
        var (count, length, position) = directory.FindDirectory();
        if (length > LongestDirectory || position < 0 || length < 0 || position > file.Length - length) throw directory.Broken("its table of contents lies outside the file");
        var table = new byte[length];
        file.Read(position, table);
        directory.Parse(table, count);
        return directory;
    }

    public bool TryGet(string name, out ZipEntry? entry) => _entries.TryGetValue(name, out entry);

    /// <summary>Position of an entry's first byte.</summary>
    /// <exception cref="CheckpointException">The entry is compressed or lies outside the file.</exception>
    public long Locate(ZipEntry entry)
    {
        if (entry.Method != 0)
        {
            throw new CheckpointException(
                CheckpointError.InvalidPickle, $"{_file.Path}: the entry {Quoted.Name(entry.Name)} is compressed; PyTorch stores its entries as they are. Unpack the archive and store it without compression.");
        }

        Span<byte> header = stackalloc byte[LocalLength];
        if (entry.HeaderPosition < 0 || entry.HeaderPosition > _file.Length - LocalLength) throw Broken($"the entry {Quoted.Name(entry.Name)} lies outside the file");
        _file.Read(entry.HeaderPosition, header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x04034b50) throw Broken($"the entry {Quoted.Name(entry.Name)} has no header");
        var start = entry.HeaderPosition + LocalLength + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        if (start > _file.Length || entry.Length > _file.Length - start) throw Broken($"the entry {Quoted.Name(entry.Name)} lies outside the file");
        return start;
    }

    private (long Count, long Length, long Position) FindDirectory()
    {
        var length = (int)Math.Min(_file.Length, EndLength + LongestComment);
        var tail = new byte[length];
        _file.Read(_file.Length - length, tail);
        for (var i = length - EndLength; i >= 0; i--)
        {
            var end = tail.AsSpan(i);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) != 0x06054b50) continue;
            long count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
            long size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
            long position = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
            return count == ushort.MaxValue || size == uint.MaxValue || position == uint.MaxValue
                ? FindLargeDirectory(_file.Length - length + i) ?? (count, size, position)
                : (count, size, position);
        }

        throw Broken("it has no table of contents; it may be cut short");
    }

    private (long Count, long Length, long Position)? FindLargeDirectory(long end)
    {
        Span<byte> locator = stackalloc byte[20];
        if (end < locator.Length) return null;
        _file.Read(end - locator.Length, locator);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != 0x07064b50) return null;
        var position = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        Span<byte> record = stackalloc byte[56];
        if (position < 0 || position > _file.Length - record.Length) throw Broken("its table of contents lies outside the file");
        _file.Read(position, record);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != 0x06064b50) throw Broken("its zip64 record is missing");
        return (BinaryPrimitives.ReadInt64LittleEndian(record[32..]), BinaryPrimitives.ReadInt64LittleEndian(record[40..]), BinaryPrimitives.ReadInt64LittleEndian(record[48..]));
    }

    private void Parse(ReadOnlySpan<byte> table, long count)
    {
        for (var i = 0L; i < count; i++)
        {
            if (table.Length < CentralLength || BinaryPrimitives.ReadUInt32LittleEndian(table) != 0x02014b50) throw Broken($"its table of contents lists {count} entries and ends after {i}");
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(table[28..]);
            int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(table[30..]);
            var next = CentralLength + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(table[32..]);
            if (next > table.Length) throw Broken("its table of contents is cut short");
            var name = Encoding.UTF8.GetString(table.Slice(CentralLength, nameLength));
            if ((table[8] & 1) != 0) throw Broken($"the entry {Quoted.Name(name)} is encrypted");
            var entry = ReadEntry(name, table, table.Slice(CentralLength + nameLength, extraLength));
            if (!_entries.TryAdd(name, entry)) throw Broken($"the entry {Quoted.Name(name)} appears twice");
            table = table[next..];
        }
    }

    private ZipEntry ReadEntry(string name, ReadOnlySpan<byte> central, ReadOnlySpan<byte> extra)
    {
        long stored = BinaryPrimitives.ReadUInt32LittleEndian(central[20..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(central[24..]);
        long position = BinaryPrimitives.ReadUInt32LittleEndian(central[42..]);
        for (var field = extra; field.Length >= 4;)
        {
            int size = BinaryPrimitives.ReadUInt16LittleEndian(field[2..]);
            if (size > field.Length - 4) break;
            if (BinaryPrimitives.ReadUInt16LittleEndian(field) == 1)
            {
                var values = field.Slice(4, size);
                length = Large(name, length, ref values);
                stored = Large(name, stored, ref values);
                position = Large(name, position, ref values);
                break;
            }

            field = field[(4 + size)..];
        }

        int method = BinaryPrimitives.ReadUInt16LittleEndian(central[10..]);
        if (length < 0 || position < 0 || (method == 0 && stored != length)) throw Broken($"the entry {Quoted.Name(name)} has a wrong length");
        return new ZipEntry(name, method, length, position);
    }

    // A field of 32 ones stands in the zip64 record, in this order.
    private long Large(string name, long value, ref ReadOnlySpan<byte> values)
    {
        if (value != uint.MaxValue) return value;
        if (values.Length < 8) throw Broken($"the entry {Quoted.Name(name)} has a zip64 field that is cut short");
        var large = BinaryPrimitives.ReadInt64LittleEndian(values);
        values = values[8..];
        return large;
    }

    private CheckpointException Broken(string what) => new(CheckpointError.InvalidPickle, $"{_file.Path}: the zip archive is broken: {what}.");
}
