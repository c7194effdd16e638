using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>A task at a path, in whatever form it is stored.</summary>
internal static class PathTask
{
    private static readonly string[] ValidationNames = ["val", "valid", "validation"];

    /// <summary>The task at a path; null if there is neither file nor folder.</summary>
    public static ImageTask? TryOpen(string path, string name, TaskOptions options)
    {
        if (File.Exists(path)) return OfFile(path, name, options);
        if (Directory.Exists(path)) return OfFolder(path, name, options);
        var colon = path.LastIndexOf(':');
        return colon > 0 && PackedTask.Is(path[..colon], path[(colon + 1)..]) ? new PackedTask(path[..colon], path[(colon + 1)..], options).Open(name) : null;
    }

    private static ImageTask OfFile(string path, string name, TaskOptions options) => path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
        ? Divided(CsvFile.Read(path, name), path, "CSV", options)
        : throw new DatasetException(DatasetError.InvalidOption, $"{path} is no task: expected a CSV file of path,label or a folder.");

    private static ImageTask OfFolder(string path, string name, TaskOptions options)
    {
        if (PackedTask.Is(path, string.Empty)) return new PackedTask(path, string.Empty, options).Open(name);
        if (PackedTask.Domains(path) is { Count: > 0 } domains)
            throw new DatasetException(DatasetError.InvalidOption, $"{path} holds several tasks; name one: {string.Join(", ", domains.Select(domain => $"{name}:{domain}"))}.");
        if (CifarTask.TryOpen(path, name, options) is { } cifar) return cifar;
        if (Find(path, ["train.csv"], File.Exists) is { } csv)
            return Parts(path, name, "CSV", options, csv, File.Exists, ".csv", CsvFile.Read);
        if (Find(path, ["train"], Directory.Exists) is { } train)
            return Parts(path, name, "folder per class", options, train, Directory.Exists, string.Empty, FileImageSet.OfClassFolders);
        if (Find(path, ["test"], Directory.Exists) is { } test && SetFiles.Entries(test, folders: true).Any())
        {
            // for measuring alone: nothing to learn from
            var pictures = FileImageSet.OfClassFolders(test, $"{name}/test");
            return new ImageTask(name, path, "folder per class", new StoredSplits(null, null, () => pictures, [], pictures.Classes), options);
        }

        if (!SetFiles.Entries(path, folders: true).Any()) return Unlabelled(path, name, options);
        if (SetFiles.Entries(path, folders: false).FirstOrDefault(PictureFiles.Is) is { } stray)
            throw new DatasetException(DatasetError.InvalidOption, $"{path} holds both folders and pictures ({FolderName.Of(stray)}): are the folders classes? Move the pictures into them, or the folders away.");
        return Divided(FileImageSet.OfClassFolders(path, name), path, "folder per class", options);
    }

    private static ImageTask Parts(
        string path, string name, string form, TaskOptions options, string train, Predicate<string> exists, string ending, Func<string, string, ImmutableArray<string>?, ImageSet> read)
    {
        var first = read(train, $"{name}/train", null);
        var validation = Find(path, ValidationNames.Select(word => word + ending), exists);
        var test = Find(path, ["test" + ending], exists);
        return new ImageTask(
            name, path, form,
            new StoredSplits(() => first, Reader(validation, "val"), Reader(test, "test"), first.Labels, first.Classes),
            options);

        Func<ImageSet>? Reader(string? from, string part) => from is null ? null : () => read(from, $"{name}/{part}", first.Classes);
    }

    // Neither train nor test: a tenth, by class, is set aside for the final figure.
    private static ImageTask Divided(FileImageSet all, string path, string form, TaskOptions options)
    {
        var seed = options.ValidationSeed ?? 0;
        var (first, second) = StratifiedSplit.Of(all.Labels, 0.1, seed);
        var (train, test) = (all.Subset(first, $"{all.Name}/train"), all.Subset(second, $"{all.Name}/test"));
        return new ImageTask(
            all.Name, path, $"{form}, of which 10 % by class are test (seed {seed})",
            new StoredSplits(() => train, null, () => test, train.Labels, all.Classes), options with { ValidationSeed = seed });
    }

    private static ImageTask Unlabelled(string path, string name, TaskOptions options)
    {
        var pictures = FileImageSet.OfFolder(path);
        return new ImageTask(name, path, "pictures without labels", new StoredSplits(null, null, () => pictures, [], []), options);
    }

    private static string? Find(string folder, IEnumerable<string> names, Predicate<string> exists) => names.Select(name => Path.Combine(folder, name)).FirstOrDefault(path => exists(path));
}
