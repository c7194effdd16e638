using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>A folder of CIFAR-10's or CIFAR-100's binary files.</summary>
internal static class CifarTask
{
    /// <summary>The task; null if the folder holds other things.</summary>
    public static ImageTask? TryOpen(string folder, string name, TaskOptions options)
    {
        if (Paths(folder, "data_batch_*.bin") is { Count: > 0 } batches) return Open(1, batches, "test_batch.bin", "batches.meta.txt", 10);
        var train = Path.Combine(folder, "train.bin");
        return File.Exists(train) ? Open(2, [train], "test.bin", "fine_label_names.txt", 100) : null;

        ImageTask Open(int labelBytes, IReadOnlyList<string> parts, string test, string names, int count)
        {
            var classes = Classes(Path.Combine(folder, names), count);
            var pictures = CifarFile.Read(parts, labelBytes, $"{name}/train", classes);
            var testPath = Path.Combine(folder, test);
            Func<ImageSet>? loadTest = File.Exists(testPath) ? () => CifarFile.Read([testPath], labelBytes, $"{name}/test", classes) : null;
            return new ImageTask(name, folder, $"CIFAR-{count} binary", new StoredSplits(() => pictures, null, loadTest, pictures.Labels, classes), options);
        }
    }

    private static List<string> Paths(string folder, string pattern) => [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)];

    private static ImmutableArray<string> Classes(string path, int count)
    {
        if (!File.Exists(path)) return [.. Enumerable.Range(0, count).Select(static label => label.ToString())];
        var names = SetFiles.Lines(path);
        return names.Length == count ? [.. names] : throw new DatasetException(DatasetError.CountMismatch, $"{path} names {names.Length} classes; expected {count}.");
    }
}
