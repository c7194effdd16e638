using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sinter.Data;

/// <summary>
/// A 32 × 32 picture being drawn, in coordinates from 0 to 32 from the top left. Outlines are gathered in a mask (line, disc, polygon, cuts), each pixel covered by as much as
/// its distance to the outline says, and then filled with a colour. Every row is drawn in vectors, with the same result for vectors of any width.
/// </summary>
internal sealed class Canvas
{
    public const int Size = 32;
    private const int Area = Size * Size;
    private static readonly float[] Centres = [.. Enumerable.Range(0, Size).Select(static x => x + 0.5f)];
    private readonly float[] _red = new float[Area];
    private readonly float[] _green = new float[Area];
    private readonly float[] _blue = new float[Area];
    private readonly float[] _mask = new float[Area];
    private readonly byte[] _noise = new byte[3 * Area];

    /// <summary>One colour everywhere, and nothing in the mask.</summary>
    public void Clear(Colour colour)
    {
        Array.Fill(_red, colour.Red);
        Array.Fill(_green, colour.Green);
        Array.Fill(_blue, colour.Blue);
        Array.Clear(_mask);
    }

    /// <summary>Makes the picture lighter along a direction: by <paramref name="slope"/> · 16 from the middle to the edge.</summary>
    public void Tilt(Vector2 slope)
    {
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x += Vector<float>.Count)
            {
                var change = ((new Vector<float>(Centres, x) - new Vector<float>(16)) * slope.X) + new Vector<float>((Centres[y] - 16) * slope.Y);
                var at = (y * Size) + x;
                (new Vector<float>(_red, at) + change).CopyTo(_red, at);
                (new Vector<float>(_green, at) + change).CopyTo(_green, at);
                (new Vector<float>(_blue, at) + change).CopyTo(_blue, at);
            }
        }
    }

    /// <summary>Adds a line with round ends to the mask.</summary>
    public void Line(Vector2 from, Vector2 to, float width) =>
        Cover(new SegmentDistance(from, to, width / 2), Vector2.Min(from, to), Vector2.Max(from, to), width / 2, cut: false);

    /// <summary>Adds lines from point to point to the mask.</summary>
    public void Path(ReadOnlySpan<Vector2> points, float width)
    {
        for (var i = 1; i < points.Length; i++) Line(points[i - 1], points[i], width);
    }

    /// <summary>Adds a disc to the mask, or takes it out.</summary>
    public void Disc(Vector2 centre, float radius, bool cut = false) => Cover(new RingDistance(centre, 0, radius), centre, centre, radius, cut);

    /// <summary>Adds a circle's line to the mask.</summary>
    public void Ring(Vector2 centre, float radius, float width) => Cover(new RingDistance(centre, radius, width / 2), centre, centre, radius + (width / 2), cut: false);

    /// <summary>Adds a filled polygon to the mask, or takes it out.</summary>
    public void Polygon(ReadOnlySpan<Vector2> corners, bool cut = false)
    {
        var (low, high) = (corners[0], corners[0]);
        foreach (var corner in corners) (low, high) = (Vector2.Min(low, corner), Vector2.Max(high, corner));
        Cover(new PolygonDistance(corners), low, high, 0, cut);
    }

    /// <summary>Paints what the mask covers, and empties the mask.</summary>
    public void Fill(Colour colour, float opacity = 1)
    {
        Blend(_red, colour.Red, opacity);
        Blend(_green, colour.Green, opacity);
        Blend(_blue, colour.Blue, opacity);
        Array.Clear(_mask);
    }

    /// <summary>Adds a pattern to the mask everywhere, or keeps of the mask what the pattern covers.</summary>
    public void Weave(Pattern pattern, bool within = false)
    {
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x += Vector<float>.Count)
            {
                var at = (y * Size) + x;
                var cover = pattern.At(new Vector<float>(Centres, x), new Vector<float>(Centres[y]));
                (within ? cover * new Vector<float>(_mask, at) : Vector.Max(cover, new Vector<float>(_mask, at))).CopyTo(_mask, at);
            }
        }
    }

    /// <summary>The picture in bytes, [32, 32, 3], with noise evenly distributed over ± <paramref name="noise"/> in every value.</summary>
    public void Finish(Draws random, float noise, Span<byte> pixels)
    {
        random.Bits(MemoryMarshal.Cast<byte, uint>(_noise.AsSpan()));
        var scale = noise * 255 / 127.5f;
        var shift = 0.5f - (noise * 255);
        for (var i = 0; i < Area; i++)
        {
            pixels[3 * i] = Byte(_red[i], _noise[3 * i]);
            pixels[(3 * i) + 1] = Byte(_green[i], _noise[(3 * i) + 1]);
            pixels[(3 * i) + 2] = Byte(_blue[i], _noise[(3 * i) + 2]);
        }

        byte Byte(float value, byte grain) => (byte)Math.Clamp((value * 255) + (grain * scale) + shift, 0, 255);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Cover<T>(T shape, Vector2 low, Vector2 high, float reach, bool cut)
        where T : struct, IDistance, allows ref struct
    {
        var margin = reach + 1;
        var (top, bottom) = (Math.Max(0, (int)(low.Y - margin)), Math.Min(Size - 1, (int)(high.Y + margin)));
        var (left, right) = (Math.Max(0, (int)(low.X - margin)) / Vector<float>.Count * Vector<float>.Count, Math.Min(Size - 1, (int)(high.X + margin)));
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x += Vector<float>.Count)
            {
                var distance = shape.At(new Vector<float>(Centres, x), new Vector<float>(Centres[y]));
                var cover = Vector.Min(Vector.Max(new Vector<float>(0.5f) - distance, Vector<float>.Zero), Vector<float>.One);
                var before = new Vector<float>(_mask, (y * Size) + x);
                (cut ? before * (Vector<float>.One - cover) : Vector.Max(before, cover)).CopyTo(_mask, (y * Size) + x);
            }
        }
    }

    private void Blend(float[] plane, float value, float opacity)
    {
        for (var i = 0; i < Area; i += Vector<float>.Count)
        {
            var before = new Vector<float>(plane, i);
            (before + ((new Vector<float>(value) - before) * (new Vector<float>(_mask, i) * opacity))).CopyTo(plane, i);
        }
    }
}
