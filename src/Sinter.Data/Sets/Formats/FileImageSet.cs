using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>Pictures in files of their own, decoded when they are read.</summary>
public sealed class FileImageSet : ImageSet
{
    private readonly ImmutableArray<string> _paths;

    /// <summary>A set over picture files.</summary>
    /// <param name="name">For tables and messages.</param>
    /// <param name="classes">Class names in the order of the labels.</param>
    /// <param name="labels">The class of every picture; empty when nothing is known about them.</param>
    /// <param name="paths">The files, PNG or JPEG.</param>
    /// <exception cref="DatasetException">Labels and files differ in number, or a label has no class.</exception>
    public FileImageSet(string name, ImmutableArray<string> classes, ImmutableArray<int> labels, ImmutableArray<string> paths)
        : base(name, classes, labels)
    {
        _paths = paths;
        LabelChecks.Require(this);
    }

    /// <inheritdoc/>
    public override int Count => _paths.Length;

    /// <inheritdoc/>
    public override Image Read(int index) => ImageFile.Read(_paths[index]);

    /// <inheritdoc/>
    public override string Describe(int index) => _paths[index];

    /// <summary>The pictures of a folder and the folders in it, without labels, in ordinal order of their paths.</summary>
    /// <exception cref="DatasetException">There is no such folder, or no picture in it.</exception>
    public static FileImageSet OfFolder(string folder)
    {
        var paths = PictureFiles.Below(folder);
        return paths.IsEmpty ? throw PictureFiles.None(folder) : new FileImageSet(FolderName.Of(folder), [], [], paths);
    }

    /// <summary>A folder per class, <c>root/class/picture.jpg</c>, pictures at any depth below their class, in ordinal order of their paths.</summary>
    /// <param name="root">The folder of the class folders, whose names are the classes'.</param>
    /// <param name="name">The set's name; null for the folder's.</param>
    /// <param name="classes">The classes and their order; null for the folders' in ordinal order.</param>
    /// <exception cref="DatasetException">There is no such folder, a class folder has no picture, or a folder is no class.</exception>
    public static FileImageSet OfClassFolders(string root, string? name = null, ImmutableArray<string>? classes = null)
    {
        var folders = SetFiles.Entries(root, folders: true).ToList();
        var known = classes ?? [.. folders.Select(FolderName.Of)];
        var (labels, paths) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<string>());
        foreach (var folder in folders)
        {
            var word = FolderName.Of(folder);
            var label = known.IndexOf(word);
            if (label < 0) throw new DatasetException(DatasetError.UnknownClass, $"{folder}: '{word}' is no class of the training pictures{Suggestion.For(word, known)}");
            var pictures = PictureFiles.Below(folder);
            if (pictures.IsEmpty) throw PictureFiles.None(folder);
            paths.AddRange(pictures);
            for (var i = 0; i < pictures.Length; i++) labels.Add(label);
        }

        return paths.Count == 0 ? throw PictureFiles.None(root) : new FileImageSet(name ?? FolderName.Of(root), known, labels.DrainToImmutable(), paths.DrainToImmutable());
    }
}
