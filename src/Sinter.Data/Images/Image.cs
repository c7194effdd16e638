namespace Sinter.Data;

/// <summary>An 8-bit picture in memory: rows from the top, pixels from the left, channels interleaved (gray; RGB; RGB and alpha).</summary>
public sealed class Image
{
    /// <summary>A picture over the given pixels, which are not copied.</summary>
    /// <param name="width">Pixels a row, from 1.</param>
    /// <param name="height">Rows, from 1.</param>
    /// <param name="channels">1 (gray), 3 (RGB) or 4 (RGB and alpha).</param>
    /// <param name="pixels">width · height · channels values, 0 to 255.</param>
    /// <exception cref="ArgumentException">The sizes do not fit each other.</exception>
    public Image(int width, int height, int channels, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is not (1 or 3 or 4)) throw new ArgumentOutOfRangeException(nameof(channels), channels, "A picture has 1, 3 or 4 channels.");
        if (pixels.Length != (long)width * height * channels)
            throw new ArgumentException($"{width} x {height} pixels of {channels} channels are {(long)width * height * channels} bytes, not {pixels.Length}.", nameof(pixels));
        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    /// <summary>A black (and transparent) picture.</summary>
    /// <inheritdoc cref="Image(int, int, int, byte[])" path="/param"/>
    public Image(int width, int height, int channels)
        : this(width, height, channels, new byte[checked(width * height * channels)])
    {
    }

    /// <summary>Pixels a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 (gray), 3 (RGB) or 4 (RGB and alpha).</summary>
    public int Channels { get; }

    /// <summary>The values, 0 to 255, [height, width, channels].</summary>
    public byte[] Pixels { get; }

    /// <summary>The same picture as RGB: gray is repeated, alpha is dropped (as PIL's convert("RGB") does). Itself when it is RGB already.</summary>
    public Image ToRgb()
    {
        if (Channels == 3) return this;
        var result = new Image(Width, Height, 3);
        for (int from = 0, to = 0; to < result.Pixels.Length; from += Channels, to += 3)
        {
            result.Pixels[to] = Pixels[from];
            result.Pixels[to + 1] = Pixels[Channels == 1 ? from : from + 1];
            result.Pixels[to + 2] = Pixels[Channels == 1 ? from : from + 2];
        }

        return result;
    }

    /// <summary>The same picture as gray, by the luma of ITU-R 601 in fixed point (as PIL's convert("L") does); alpha is dropped. Itself when it is gray already.</summary>
    public Image ToGray()
    {
        if (Channels == 1) return this;
        var result = new Image(Width, Height, 1);
        for (int from = 0, to = 0; to < result.Pixels.Length; from += Channels, to++)
            result.Pixels[to] = (byte)(((19595 * Pixels[from]) + (38470 * Pixels[from + 1]) + (7471 * Pixels[from + 2]) + 0x8000) >> 16);
        return result;
    }
}
