using System.Numerics;
using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>The random numbers of one picture, one after the other: a function of the stream and the picture's number alone.</summary>
internal sealed class Draws
{
    // what a picture may draw before it runs into the next one's numbers; noise has a stream of its own
    private const long PerPicture = 1 << 16;
    private readonly float[] _buffer = new float[64];
    private Philox _stream;
    private long _offset;
    private int _next;

    /// <summary>Goes to the numbers of a picture.</summary>
    public void Start(Philox stream, long picture) => (_stream, _offset, _next) = (stream, picture * PerPicture, _buffer.Length);

    /// <summary>A number of [0, 1).</summary>
    public float Unit()
    {
        if (_next == _buffer.Length)
        {
            _stream.FillUniform(_offset, _buffer);
            _offset += _buffer.Length;
            _next = 0;
        }

        return _buffer[_next++];
    }

    /// <summary>A number between two.</summary>
    public float Between(float low, float high) => low + ((high - low) * Unit());

    /// <summary>A whole number from 0 to <paramref name="count"/> − 1.</summary>
    public int Whole(int count) => (int)(Unit() * count);

    /// <summary>Whether something of this probability happens.</summary>
    public bool Chance(float probability) => Unit() < probability;

    /// <summary>A point of the square around another.</summary>
    public Vector2 Near(Vector2 centre, float reach) => centre + new Vector2(Between(-reach, reach), Between(-reach, reach));

    /// <summary>The first numbers of a sequence in random order (Fisher and Yates).</summary>
    public void Shuffle(Span<int> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var other = Whole(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }

    /// <summary>Fills with random bits, four pixels' noise a word.</summary>
    public void Bits(Span<uint> destination)
    {
        _stream.FillBits(_offset, destination);
        _offset += destination.Length;
    }
}
