namespace Sinter.Data;

/// <summary>Examples of a set in one picture, for looking at: a row a class, pictures one beside the other.</summary>
public static class ContactSheet
{
    private const int Tile = 64;
    private const int Gap = 2;
    private const int MostRows = 48;

    /// <summary>
    /// The first <paramref name="columns"/> pictures of each class (of the first 48), or the first pictures of an unlabelled set; each stretched to 64 × 64 by the nearest pixel.
    /// </summary>
    /// <exception cref="DatasetException">A picture is damaged.</exception>
    public static Image Draw(ImageSet set, int columns = 12)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var rows = set.Labels.IsEmpty
            ? Enumerable.Range(0, set.Count).Chunk(columns).ToList()
            : [.. Enumerable.Range(0, set.Count).ToLookup(index => set.Labels[index]).OrderBy(static row => row.Key).Select(row => row.Take(columns).ToArray())];
        var height = Math.Clamp(rows.Count, 1, MostRows);
        var sheet = new Image((columns * (Tile + Gap)) - Gap, (height * (Tile + Gap)) - Gap, 3);
        Array.Fill(sheet.Pixels, (byte)255);
        for (var row = 0; row < Math.Min(height, rows.Count); row++)
            for (var column = 0; column < rows[row].Length; column++) Place(set.Read(rows[row][column]).ToRgb(), sheet, column * (Tile + Gap), row * (Tile + Gap));
        return sheet;
    }

    /// <summary>Pictures of equal width one below the other.</summary>
    public static Image Stack(IReadOnlyList<Image> sheets)
    {
        ArgumentNullException.ThrowIfNull(sheets);
        const int space = 10;
        var stacked = new Image(sheets[0].Width, sheets.Sum(static sheet => sheet.Height) + (space * (sheets.Count - 1)), 3);
        Array.Fill(stacked.Pixels, (byte)255);
        var at = 0;
        foreach (var sheet in sheets)
        {
            sheet.Pixels.CopyTo(stacked.Pixels, at);
            at += (sheet.Height + space) * sheet.Width * 3;
        }

        return stacked;
    }

    private static void Place(Image picture, Image sheet, int left, int top)
    {
        for (var y = 0; y < Tile; y++)
        {
            for (var x = 0; x < Tile; x++)
            {
                var from = (((y * picture.Height / Tile) * picture.Width) + (x * picture.Width / Tile)) * 3;
                picture.Pixels.AsSpan(from, 3).CopyTo(sheet.Pixels.AsSpan((((top + y) * sheet.Width) + left + x) * 3));
            }
        }
    }
}
