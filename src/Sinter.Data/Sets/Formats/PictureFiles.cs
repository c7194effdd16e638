using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>Finds pictures by their files' endings: .png, .jpg, .jpeg.</summary>
internal static class PictureFiles
{
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg"];

    /// <summary>Whether a file's ending is a picture's.</summary>
    public static bool Is(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Every picture in a folder and the folders below it, in ordinal order; what starts with a dot is passed over.</summary>
    public static ImmutableArray<string> Below(string folder) =>
        [.. SetFiles.Entries(folder, folders: false).Where(Is), .. SetFiles.Entries(folder, folders: true).SelectMany(static inner => Below(inner))];

    /// <summary>A folder without pictures.</summary>
    public static DatasetException None(string folder)
    {
        var others = SetFiles.Entries(folder, folders: false).Select(static path => Path.GetExtension(path)).Where(static ending => ending.Length > 0).Distinct().Take(4).ToList();
        var found = others.Count == 0 ? string.Empty : $" (there are {string.Join(", ", others)} files)";
        return new DatasetException(DatasetError.Empty, $"{folder} holds no picture{found}; expected .png, .jpg or .jpeg files.");
    }
}
