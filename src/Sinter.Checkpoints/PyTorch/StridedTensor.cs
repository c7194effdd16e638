namespace Sinter.Checkpoints;

/// <summary>
/// A view whose elements do not lie in row-major order: a transpose, a slice, a repeated row. Reads gather them; wherever elements of one read are neighbours in the file, along rows
/// or along columns, they are fetched together.
/// </summary>
internal sealed class StridedTensor : StoredTensor
{
    private const int ScratchBytes = 4096;
    private readonly CheckpointFile _file;
    private readonly long _position;
    private readonly int _size;
    private readonly long[] _sizes;
    private readonly long[] _strides;
    private readonly long _run;
    private readonly int _column;
    private readonly long _columnInner;

    public StridedTensor(TensorInfo info, CheckpointFile file, long position, int size, long[] strides)
        : base(info)
    {
        _file = file;
        _position = position;
        _size = size;
        _sizes = [.. info.Shape.Dimensions];
        _strides = strides;

        // Trailing dimensions that are row-major together form runs.
        _run = 1;
        for (var i = _sizes.Length - 1; i >= 0 && (_sizes[i] == 1 || strides[i] == _run); i--) _run *= _sizes[i];

        // Otherwise some other dimension may have neighbours one element apart: a column.
        _column = -1;
        for (var i = 0; i < _sizes.Length && _run == 1; i++)
            if (_sizes[i] > 1 && strides[i] == 1) _column = i;
        _columnInner = 1;
        for (var i = _column + 1; _column >= 0 && i < _sizes.Length; i++) _columnInner *= _sizes[i];
    }

    public override void Read(long offset, Span<byte> destination)
    {
        Span<byte> single = stackalloc byte[16];
        single = single[.._size];
        var inside = (int)(offset % _size);
        if (inside != 0)
        {
            _file.Read(Position(offset / _size), single);
            var part = Math.Min(_size - inside, destination.Length);
            single.Slice(inside, part).CopyTo(destination);
            destination = destination[part..];
            offset += part;
        }

        var whole = destination.Length - destination.Length % _size;
        if (_column >= 0) ReadColumns(offset / _size, destination[..whole]);
        else ReadRuns(offset / _size, destination[..whole]);
        if (whole == destination.Length) return;
        _file.Read(Position((offset + whole) / _size), single);
        single[..(destination.Length - whole)].CopyTo(destination[whole..]);
    }

    private void ReadRuns(long element, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = (int)Math.Min(_run - element % _run, destination.Length / _size);
            _file.Read(Position(element), destination[..(count * _size)]);
            destination = destination[(count * _size)..];
            element += count;
        }
    }

    // Splits the elements into whole rows below the column dimension, which are fetched column by column, and what is left before and after.
    private void ReadColumns(long element, Span<byte> destination)
    {
        Span<byte> scratch = stackalloc byte[ScratchBytes];
        while (!destination.IsEmpty)
        {
            var count = destination.Length / _size;
            var row = element / _columnInner % _sizes[_column];
            var rows = element % _columnInner == 0 ? Math.Min(Math.Min(count / _columnInner, _sizes[_column] - row), ScratchBytes / _size) : 0;
            if (rows < 2)
            {
                var single = (int)Math.Min(_columnInner - element % _columnInner, count);
                for (var i = 0; i < single; i++) _file.Read(Position(element + i), destination.Slice(i * _size, _size));
                destination = destination[(single * _size)..];
                element += single;
                continue;
            }

            var stride = (int)_columnInner * _size;
            var column = scratch[..(int)(rows * _size)];
            for (var j = 0; j < (int)_columnInner; j++)
            {
                _file.Read(Position(element + j), column);
                for (var i = 0; i < (int)rows; i++) column.Slice(i * _size, _size).CopyTo(destination[(i * stride + j * _size)..]);
            }

            destination = destination[((int)rows * stride)..];
            element += rows * _columnInner;
        }
    }

    private long Position(long element)
    {
        var index = 0L;
        for (var i = _sizes.Length - 1; i >= 0; i--)
        {
            index += element % _sizes[i] * _strides[i];
            element /= _sizes[i];
        }

        return _position + index * _size;
    }
}
