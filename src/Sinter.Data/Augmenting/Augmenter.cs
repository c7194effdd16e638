using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>
/// Draws one variation of a picture straight into a network's input: a turn, scaling and shift in one bilinear warp (borders are reflected), then light, colour and an erased rectangle.
/// A variation is a function of the random stream alone.
/// </summary>
public static class Augmenter
{
    private const int Draws = 16;

    /// <summary>Writes a variation of a picture.</summary>
    /// <param name="image">RGB, of any size; it is scaled to the side without antialiasing, so reduce much larger ones before.</param>
    /// <param name="augmentation">The ranges.</param>
    /// <param name="random">A stream of its own for every picture and epoch.</param>
    /// <param name="side">Height and width of the result.</param>
    /// <param name="destination">[3, side, side], values 0 to 1.</param>
    public static void Apply(Image image, Augmentation augmentation, Philox random, int side, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(augmentation);
        if (image.Channels != 3) throw new ArgumentException($"The picture has {image.Channels} channels; convert it to RGB first.", nameof(image));
        if (destination.Length != 3 * side * side) throw new ArgumentException($"The result takes {3 * side * side} values, not {destination.Length}.", nameof(destination));
        Span<float> draws = stackalloc float[Draws];
        random.FillUniform(0, draws);
        var warp = Warp.Draw(augmentation, draws, image, side);
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++) warp.Sample(image, x, y, destination, y * side + x, side * side);
        Recolour(augmentation, draws[6..], destination, side * side);
        if (draws[11] < augmentation.Erase) EraseRectangle(draws[12..], destination, side);
    }

    // value = ((x·b − mean)·c + mean), then a step towards or away from its gray.
    private static void Recolour(Augmentation augmentation, ReadOnlySpan<float> draws, Span<float> pixels, int area)
    {
        if (augmentation is { Exposure: 0, Colour: 0, Gray: 0 }) return;
        var brightness = (float)(1 + Warp.Between(draws[0], augmentation.Exposure));
        var contrast = (float)(1 + Warp.Between(draws[1], augmentation.Exposure));
        var saturation = draws[3] < augmentation.Gray ? 0 : (float)(1 + Warp.Between(draws[2], augmentation.Colour));
        var sum = 0.0;
        foreach (var value in pixels) sum += value;
        var mean = (float)(sum / pixels.Length) * brightness;
        var red = pixels[..area];
        var green = pixels.Slice(area, area);
        var blue = pixels.Slice(2 * area, area);
        for (var i = 0; i < area; i++)
        {
            var r = (red[i] * brightness - mean) * contrast + mean;
            var g = (green[i] * brightness - mean) * contrast + mean;
            var b = (blue[i] * brightness - mean) * contrast + mean;
            var gray = 0.299f * r + 0.587f * g + 0.114f * b;
            red[i] = Math.Clamp(gray + saturation * (r - gray), 0, 1);
            green[i] = Math.Clamp(gray + saturation * (g - gray), 0, 1);
            blue[i] = Math.Clamp(gray + saturation * (b - gray), 0, 1);
        }
    }

    private static void EraseRectangle(ReadOnlySpan<float> draws, Span<float> pixels, int side)
    {
        var area = 0.03 + 0.22 * draws[0];
        var shape = Math.Exp(Warp.Between(draws[1], Math.Log(2)));
        var height = Math.Clamp((int)Math.Round(side * Math.Sqrt(area * shape)), 1, side);
        var width = Math.Clamp((int)Math.Round(side * Math.Sqrt(area / shape)), 1, side);
        var top = (int)(draws[2] * (side - height + 1));
        var left = (int)(draws[3] * (side - width + 1));
        for (var channel = 0; channel < 3; channel++)
            for (var y = top; y < top + height; y++) pixels.Slice((channel * side + y) * side + left, width).Fill(0.5f);
    }
}
