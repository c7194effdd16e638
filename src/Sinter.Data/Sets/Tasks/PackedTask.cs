using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>
/// Tasks in packed files: <c>SPLIT-labels-idx1-ubyte[.gz]</c> beside <c>SPLIT-images-idx3-ubyte[.gz]</c> (or idx4) or sheets of tiles, with the classes in <c>classes.txt</c>, one a
/// line. Splits are train, val and test (MNIST's own files say t10k); several tasks of one folder have their name before it: <c>photo-train</c>.
/// </summary>
internal sealed class PackedTask(string folder, string domain, TaskOptions options)
{
    private const string Labels = "-labels-idx1-ubyte";

    private string Prefix => domain.Length == 0 ? string.Empty : domain + "-";

    /// <summary>Whether a folder holds such a task.</summary>
    public static bool Is(string folder, string domain) => Splits(domain).Any(split => SetFiles.Find(folder, split + Labels) is not null);

    /// <summary>The tasks that share a folder, by their names; a single one is called "".</summary>
    public static IReadOnlyList<string> Domains(string folder) => !Directory.Exists(folder)
        ? []
        : [.. SetFiles.Entries(folder, folders: false).Select(static path => Path.GetFileName(path)!).Select(DomainOf).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Opens it.</summary>
    public ImageTask Open(string name)
    {
        var labels = Splits(domain).Select(split => (Split: split, Path: SetFiles.Find(folder, split + Labels)))
            .Where(static found => found.Path is not null)
            .ToDictionary(found => found.Split[Prefix.Length..], found => (found.Split, Path: found.Path!, Values: IdxFile.ReadLabels(found.Path!)));
        var classes = Classes(labels.Values.SelectMany(static one => one.Values).DefaultIfEmpty(-1).Max());
        var trainLabels = labels.TryGetValue("train", out var train) ? train.Values : [];
        return new ImageTask(name, folder, "packed", new StoredSplits(Part("train"), Part("val"), Part("test") ?? Part("t10k"), trainLabels, classes), options);

        Func<ImageSet>? Part(string split) =>
            labels.TryGetValue(split, out var one) ? () => Load($"{name}/{(split == "t10k" ? "test" : split)}", one.Split, one.Path, one.Values, classes) : null;
    }

    private static IEnumerable<string> Splits(string domain) => ((string[])["train", "val", "test", "t10k"]).Select(split => domain.Length == 0 ? split : $"{domain}-{split}");

    private static string? DomainOf(string file)
    {
        const string ending = "train" + Labels;
        if (file != ending && file != ending + ".gz" && !file.EndsWith("-" + ending, StringComparison.Ordinal) && !file.EndsWith($"-{ending}.gz", StringComparison.Ordinal)) return null;
        return file[..file.IndexOf(ending, StringComparison.Ordinal)].TrimEnd('-');
    }

    private MemoryImageSet Load(string name, string split, string labelPath, ImmutableArray<int> labels, ImmutableArray<string> classes)
    {
        var images = SetFiles.Find(folder, split + "-images-idx3-ubyte") ?? SetFiles.Find(folder, split + "-images-idx4-ubyte");
        ImageShape shape;
        byte[] pixels;
        if (images is not null)
        {
            (var count, shape, pixels) = IdxFile.ReadImages(images);
            if (count != labels.Length)
                throw new DatasetException(DatasetError.CountMismatch, $"{images} has {count} pictures, but {labelPath} has {labels.Length} labels; they do not belong together.");
        }
        else
        {
            var sheets = TileSheet.Find(folder, split);
            if (sheets.Count == 0)
                throw new DatasetException(DatasetError.Missing, $"{labelPath} has labels, but there are no pictures beside it; expected {split}.png, {split}-00.jpg or {split}-images-idx3-ubyte.gz.");
            (shape, pixels) = TileSheet.Read(sheets, labels.Length, labelPath);
        }

        var set = new MemoryImageSet(name, classes, labels, shape, pixels);
        return !options.Unify ? set : (shape is { Width: 28, Height: 28 } ? set.Padded(2) : set).ToRgb();
    }

    private ImmutableArray<string> Classes(int largest)
    {
        var path = Path.Combine(folder, "classes.txt");
        if (!File.Exists(path)) return [.. Enumerable.Range(0, largest + 1).Select(static label => label.ToString())];
        var names = SetFiles.Lines(path);
        var twice = names.GroupBy(static name => name).FirstOrDefault(static group => group.Count() > 1)?.Key;
        if (twice is not null) throw new DatasetException(DatasetError.DamagedLabels, $"{path} names the class '{twice}' twice.");
        if (largest >= names.Length)
            throw new DatasetException(DatasetError.UnknownClass, $"{path} names {names.Length} classes, but there is a label {largest} beside it; expected labels 0 to {names.Length - 1}.");
        return [.. names];
    }
}
