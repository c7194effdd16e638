namespace Sinter.Data;

/// <summary>One picture under several corruptions: a row each, the clean picture first, then severities 1 to 5.</summary>
internal static class CorruptionSheet
{
    private const int LargestCell = 224;
    private const int SmallestCell = 96;
    private const int Gap = 4;

    /// <summary>Draws the sheet. A picture larger than 224 pixels is reduced first, as the parameters of ImageNet-C expect; a small one is enlarged without blur for the eye.</summary>
    public static Image Draw(Image image, string name, CorruptionOptions options, CancellationToken cancellation)
    {
        image = Reduce(image.ToRgb());
        var scale = Math.Max(1, SmallestCell / Math.Max(image.Width, image.Height));
        var (width, height) = (image.Width * scale, image.Height * scale);
        var sheet = new Image(((width + Gap) * (Corruption.MaxSeverity + 1)) + Gap, ((height + Gap) * options.Types.Length) + Gap, 3);
        Array.Fill(sheet.Pixels, byte.MaxValue);
        for (var row = 0; row < options.Types.Length; row++)
        {
            for (var severity = 0; severity <= Corruption.MaxSeverity; severity++)
            {
                cancellation.ThrowIfCancellationRequested();
                var shown = severity == 0 ? image : options.Types[row].Apply(image, severity, options.Table, options.Seed, name);
                Paste(ImageResize.Resize(shown, width, height, ResizeFilter.Nearest), sheet, Gap + (severity * (width + Gap)), Gap + (row * (height + Gap)));
            }
        }

        return sheet;
    }

    private static Image Reduce(Image image)
    {
        var longer = Math.Max(image.Width, image.Height);
        if (longer <= LargestCell) return image;
        return ImageResize.Resize(image, Math.Max(1, image.Width * LargestCell / longer), Math.Max(1, image.Height * LargestCell / longer), ResizeFilter.Bicubic);
    }

    private static void Paste(Image image, Image sheet, int left, int top)
    {
        for (var y = 0; y < image.Height; y++)
            image.Pixels.AsSpan(y * image.Width * 3, image.Width * 3).CopyTo(sheet.Pixels.AsSpan((((top + y) * sheet.Width) + left) * 3));
    }
}
