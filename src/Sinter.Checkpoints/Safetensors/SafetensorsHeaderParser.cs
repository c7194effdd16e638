using System.Text.Json;
using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>
/// Parses the JSON of a header and checks it against the schema. A first pass over the bytes fills a list of small structs only, so that a hostile header of
/// 100 MB costs little before it is refused; shapes become objects when everything has been checked.
/// </summary>
internal ref struct SafetensorsHeaderParser
{
    private const int MostDimensions = 64;
    private const int MostMetadata = 100_000;
    private readonly string _path;
    private readonly ReadOnlySpan<byte> _json;
    private readonly List<Entry> _entries = [];
    private readonly HashSet<string> _names = [];
    private readonly List<string> _unknownTypes = [];
    private readonly Dictionary<string, string> _metadata = [];
    private Utf8JsonReader _reader;
    private bool _hasMetadata;

    private SafetensorsHeaderParser(string path, ReadOnlySpan<byte> json)
    {
        _path = path;
        _json = json;
        _reader = new Utf8JsonReader(json);
    }

    /// <summary>Parses a header.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">The header, already known to be UTF-8.</param>
    /// <param name="dataStart">Position of the data in the file.</param>
    /// <param name="dataLength">Bytes from there to the end of the file.</param>
    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> json, long dataStart, long dataLength)
    {
        var parser = new SafetensorsHeaderParser(path, json);
        try
        {
            parser.ReadHeader();
            parser.CheckOffsets(dataLength);
            return new SafetensorsHeader(dataStart, parser.Materialize(), parser._metadata);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped half of a surrogate pair.
            throw new CheckpointException(
                CheckpointError.InvalidHeaderDeserialization, $"{path}: the header is not valid JSON: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private void ReadHeader()
    {
        Expect(JsonTokenType.StartObject, "the header must be a JSON object");
        while (NextName())
        {
            if (_reader.ValueTextEquals(SafetensorsHeader.MetadataKey)) ReadMetadata();
            else ReadTensor();
        }

        // Only white space may follow; anything else throws.
        while (_reader.Read())
        {
        }
    }

    private void ReadMetadata()
    {
        if (_hasMetadata) throw Schema("'__metadata__' appears twice");
        _hasMetadata = true;
        Expect(JsonTokenType.StartObject, "'__metadata__' must be an object of strings");
        while (NextName())
        {
            if (_metadata.Count == MostMetadata) throw Schema($"'__metadata__' has more than {MostMetadata} entries");
            var key = _reader.GetString()!;
            Expect(JsonTokenType.String, "'__metadata__' must be an object of strings");
            if (!_metadata.TryAdd(key, _reader.GetString()!)) throw Schema($"'__metadata__' has {Quoted.Name(key)} twice");
        }
    }

    private void ReadTensor()
    {
        var entry = new Entry { Name = _reader.GetString()!, Type = -1 };
        if (!_names.Add(entry.Name)) throw Schema($"tensor {Quoted.Name(entry.Name)} appears twice");
        bool hasShape = false, hasOffsets = false;
        Expect(JsonTokenType.StartObject, "each tensor must be an object", entry.Name);
        while (NextName())
        {
            if (_reader.ValueTextEquals("dtype"u8))
            {
                if (entry.Type >= 0) throw Schema($"tensor {Quoted.Name(entry.Name)} has 'dtype' twice");
                Expect(JsonTokenType.String, "'dtype' must be a string", entry.Name);
                entry.Type = ReadType(entry.Name);
            }
            else if (_reader.ValueTextEquals("shape"u8))
            {
                if (hasShape) throw Schema($"tensor {Quoted.Name(entry.Name)} has 'shape' twice");
                hasShape = true;
                ReadShape(ref entry);
            }
            else if (_reader.ValueTextEquals("data_offsets"u8))
            {
                if (hasOffsets) throw Schema($"tensor {Quoted.Name(entry.Name)} has 'data_offsets' twice");
                hasOffsets = true;
                ReadOffsets(ref entry);
            }
            else
            {
                _reader.Skip();
            }
        }

        if (entry.Type < 0 || !hasShape || !hasOffsets)
            throw Schema($"tensor {Quoted.Name(entry.Name)} lacks '{(entry.Type < 0 ? "dtype" : hasShape ? "data_offsets" : "shape")}'");
        _entries.Add(entry);
    }

    private int ReadType(string name)
    {
        var known = SafetensorsTypes.All;
        for (var i = 0; i < known.Length; i++)
            if (_reader.ValueTextEquals(known[i].Name)) return i;
        if (_reader.ValueSpan.Length is 0 or > 64) throw Schema($"tensor {Quoted.Name(name)} has a 'dtype' of {_reader.ValueSpan.Length} bytes, expected a type's name");
        var type = _reader.GetString()!;
        var index = _unknownTypes.IndexOf(type);
        if (index < 0)
        {
            if (_unknownTypes.Count == 1000) throw Schema("there are more than 1000 unknown types");
            index = _unknownTypes.Count;
            _unknownTypes.Add(type);
        }

        return known.Length + index;
    }

    private void ReadShape(ref Entry entry)
    {
        Expect(JsonTokenType.StartArray, "'shape' must be an array of whole numbers", entry.Name);
        entry.ShapeStart = (int)_reader.TokenStartIndex;
        entry.Count = 1;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetUInt64(out var dimension))
                throw Schema($"tensor {Quoted.Name(entry.Name)}: 'shape' must be an array of whole numbers");
            if (++entry.Rank > MostDimensions) throw Schema($"tensor {Quoted.Name(entry.Name)} has more than {MostDimensions} dimensions");
            if (entry.Overflow) continue;
            var product = Math.BigMul((ulong)entry.Count, dimension, out var low);
            entry.Overflow = product != 0 || low > long.MaxValue || dimension > long.MaxValue;
            entry.Count = (long)low;
        }
    }

    private void ReadOffsets(ref Entry entry)
    {
        const string Expected = "'data_offsets' must be two whole numbers";
        Expect(JsonTokenType.StartArray, Expected, entry.Name);
        entry.Begin = ReadOffset(entry.Name, Expected);
        entry.End = ReadOffset(entry.Name, Expected);
        Expect(JsonTokenType.EndArray, Expected, entry.Name);
    }

    private long ReadOffset(string name, string expected)
    {
        Expect(JsonTokenType.Number, expected, name);
        if (!_reader.TryGetUInt64(out var offset)) throw Schema($"tensor {Quoted.Name(name)}: {expected}");
        return offset <= long.MaxValue ? (long)offset : throw Invalid(CheckpointError.InvalidOffset, name, $"its data offset {offset} does not fit 63 bits");
    }

    private readonly void CheckOffsets(long dataLength)
    {
        _entries.Sort(static (left, right) => left.Begin != right.Begin ? left.Begin.CompareTo(right.Begin) : left.End.CompareTo(right.End));
        var position = 0L;
        foreach (ref readonly var entry in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_entries))
        {
            if (entry.End < entry.Begin) throw Invalid(CheckpointError.InvalidOffset, entry.Name, $"its data ends at {entry.End}, before it begins at {entry.Begin}");
            if (entry.Begin != position)
            {
                throw Invalid(CheckpointError.InvalidOffset, entry.Name, entry.Begin < position
                    ? $"its data begins at {entry.Begin} and overlaps the tensor before it, which ends at {position}"
                    : $"its data begins at {entry.Begin}, expected {position}: the file has a hole");
            }

            if (entry.Overflow) throw Invalid(CheckpointError.ValidationOverflow, entry.Name, "its shape has more elements than 63 bits can count");
            var bits = Bits(entry.Type);
            var length = entry.End - entry.Begin;
            if (bits != 0)
            {
                if (entry.Count > long.MaxValue / bits) throw Invalid(CheckpointError.ValidationOverflow, entry.Name, "its size in bits does not fit 63 bits");
                var expected = entry.Count * bits / 8;
                if (expected != length)
                {
                    throw Invalid(
                        CheckpointError.TensorInvalidInfo, entry.Name, $"its data has {length} bytes, expected {expected} for {entry.Count} elements of {TypeName(entry.Type)}");
                }
            }

            position = entry.End;
        }

        if (position != dataLength)
        {
            throw new CheckpointException(
                CheckpointError.MetadataIncompleteBuffer,
                $"{_path}: the header describes {position} bytes of data, the file has {dataLength}; it is {(dataLength < position ? "cut short" : "followed by something else")}.");
        }
    }

    private readonly (TensorInfo Info, long Begin)[] Materialize()
    {
        var tensors = new (TensorInfo, long)[_entries.Count];
        Span<long> dimensions = stackalloc long[MostDimensions];
        for (var i = 0; i < tensors.Length; i++)
        {
            var entry = _entries[i];
            var shape = new Utf8JsonReader(_json[entry.ShapeStart..]);
            shape.Read();
            for (var d = 0; d < entry.Rank; d++)
            {
                shape.Read();
                dimensions[d] = shape.GetInt64();
            }

            var type = entry.Type < SafetensorsTypes.All.Length ? SafetensorsTypes.All[entry.Type].Type : ElementType.Other;
            tensors[i] = (new TensorInfo(entry.Name, type, TypeName(entry.Type), new TensorShape(dimensions[..entry.Rank]), entry.End - entry.Begin), entry.Begin);
        }

        return tensors;
    }

    private static int Bits(int type) => type < SafetensorsTypes.All.Length ? SafetensorsTypes.All[type].Bits : 0;

    private readonly string TypeName(int type) =>
        type < SafetensorsTypes.All.Length ? SafetensorsTypes.All[type].Name : _unknownTypes[type - SafetensorsTypes.All.Length];

    private bool NextName() => _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;

    private void Expect(JsonTokenType token, string expected)
    {
        if (!_reader.Read() || _reader.TokenType != token) throw Schema(expected);
    }

    private void Expect(JsonTokenType token, string expected, string name)
    {
        if (!_reader.Read() || _reader.TokenType != token) throw Schema($"tensor {Quoted.Name(name)}: {expected}");
    }

    private readonly CheckpointException Schema(string what) =>
        new(CheckpointError.InvalidHeaderDeserialization, $"{_path}: the header is not of the safetensors schema: {what}.");

    private readonly CheckpointException Invalid(CheckpointError kind, string name, string what) => new(kind, $"{_path}: tensor {Quoted.Name(name)}: {what}.");

    private struct Entry
    {
        public string Name;
        public int ShapeStart;
        public int Type;
        public int Rank;
        public bool Overflow;
        public long Count;
        public long Begin;
        public long End;
    }
}
