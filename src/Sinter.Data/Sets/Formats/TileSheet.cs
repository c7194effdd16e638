namespace Sinter.Data;

/// <summary>
/// Sheets of 32 × 32 tiles, row by row from the top left: one <c>NAME.png</c>, or <c>NAME-00.jpg</c>, <c>NAME-01.jpg</c> ... (or <c>.png</c>). All sheets but the last are full,
/// and so are all rows but the last.
/// </summary>
internal static class TileSheet
{
    public const int TileSize = 32;

    private static readonly string[] Endings = [".png", ".jpg", ".jpeg"];

    /// <summary>The sheets of a split, in order; none if there are none.</summary>
    public static IReadOnlyList<string> Find(string folder, string split)
    {
        foreach (var ending in Endings)
        {
            var single = Path.Combine(folder, split + ending);
            if (File.Exists(single)) return [single];
            List<string> sheets = [];
            while (File.Exists(Path.Combine(folder, $"{split}-{sheets.Count:00}{ending}"))) sheets.Add(Path.Combine(folder, $"{split}-{sheets.Count:00}{ending}"));
            if (sheets.Count > 0) return sheets;
        }

        return [];
    }

    /// <summary>The first <paramref name="count"/> tiles of the sheets, one after the other.</summary>
    public static (ImageShape Shape, byte[] Pixels) Read(IReadOnlyList<string> sheets, int count, string labels)
    {
        var (shape, pixels, done) = (default(ImageShape), Array.Empty<byte>(), 0);
        for (var s = 0; s < sheets.Count; s++)
        {
            var sheet = ImageFile.Read(sheets[s]);
            if (sheet.Width % TileSize != 0 || sheet.Height % TileSize != 0)
                throw new DatasetException(DatasetError.UnsupportedImage, $"{sheets[s]} is {sheet.Width} x {sheet.Height} pixels, no whole number of {TileSize} x {TileSize} tiles.");
            if (s == 0)
            {
                shape = new ImageShape(TileSize, TileSize, sheet.Channels);
                pixels = MemoryImageSet.Allocate(sheets[0], count, shape);
            }
            else if (sheet.Channels != shape.Channels)
            {
                throw new DatasetException(DatasetError.UnsupportedImage, $"{sheets[s]} has {sheet.Channels} channels, but {sheets[0]} has {shape.Channels}.");
            }

            var (columns, rows) = (sheet.Width / TileSize, sheet.Height / TileSize);
            var here = Math.Min(count - done, columns * rows);
            if (here <= columns * (rows - 1))
            {
                throw new DatasetException(
                    DatasetError.CountMismatch,
                    $"{sheets[s]} has {rows} rows of {columns} tiles, but {labels} leaves only {Math.Max(0, here)} of its {count} labels for them; pictures and labels do not belong together.");
            }

            for (var tile = 0; tile < here; tile++) Cut(sheet, tile % columns, tile / columns, pixels.AsSpan((done + tile) * shape.Length, shape.Length));
            done += here;
        }

        if (done < count)
            throw new DatasetException(DatasetError.CountMismatch, $"{sheets[^1]}: the sheets hold {done} tiles, but {labels} has {count} labels; a sheet is missing or cut off.");
        return (shape, pixels);
    }

    private static void Cut(Image sheet, int column, int row, Span<byte> tile)
    {
        var length = TileSize * sheet.Channels;
        for (var y = 0; y < TileSize; y++)
            sheet.Pixels.AsSpan(((((row * TileSize) + y) * sheet.Width) + (column * TileSize)) * sheet.Channels, length).CopyTo(tile[(y * length)..]);
    }
}
