using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>
/// Corrupts a picture file or every picture below a folder, and writes PNG. The output appears when it is complete; a run that fails or is cancelled leaves nothing behind.
/// A picture's random numbers depend on seed, corruption and its path below the input folder (a single picture: its file's name).
/// </summary>
public static class CorruptionRun
{
    private const string Extension = ".png";

    /// <summary>Runs.</summary>
    /// <param name="input">A picture, or a folder of pictures at any depth.</param>
    /// <param name="output">
    /// The folder to make, where relative paths are kept (below a folder of each corruption's name when there are several). For one picture also a file ending in .png: the
    /// corrupted picture, or with several corruptions a sheet of all of them.
    /// </param>
    /// <param name="options">What to do.</param>
    /// <param name="progress">Told the share that is done, from any thread.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="DatasetException">The input is missing or bad, the output exists or cannot be written, or an option is missing.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static CorruptionSummary Run(string input, string output, CorruptionOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(input);
        ArgumentException.ThrowIfNullOrEmpty(output);
        ArgumentNullException.ThrowIfNull(options);
        var isFolder = Directory.Exists(input);
        var isFile = output.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);
        if (isFolder && isFile) throw Invalid($"{input} is a folder and {output} one picture; name a folder to make.");
        if (!isFolder && !File.Exists(input)) throw new DatasetException(DatasetError.Missing, $"{input}: no such file or folder.");
        var isSheet = isFile && options.Types.Length > 1;
        if (options.Severity is null && !isSheet) throw Invalid("The severity is missing; choose 1 (mild) to 5 (worst).");
        if (isSheet && options.Severity is not null) throw Invalid("A sheet shows all severities; leave the severity out, or name a folder to make.");
        cancellation.ThrowIfCancellationRequested();
        var inputs = isFolder ? PictureFiles.Below(input) : [input];
        if (inputs.IsEmpty) throw PictureFiles.None(input);
        var names = isFolder ? [.. inputs.Select(path => Path.GetRelativePath(input, path).Replace('\\', '/'))] : ImmutableArray.Create(Path.GetFileName(input));

        using var target = new PictureOutput(output, input, isFile, options.Overwrite);
        var pictures = isSheet ? WriteSheet(input, names[0], target, options, cancellation) : [];
        var skipped = isSheet ? [] : WriteAll(inputs, names, target, isFile, options, progress, cancellation, out pictures);
        cancellation.ThrowIfCancellationRequested();
        target.Publish();
        return new CorruptionSummary(target.Path, pictures, skipped);
    }

    private static ImmutableArray<CorruptedPicture> WriteSheet(string input, string name, PictureOutput target, CorruptionOptions options, CancellationToken cancellation)
    {
        var image = ImageFile.Read(input);
        target.Write("", CorruptionSheet.Draw(image, name, options, cancellation));
        var table = Corruption.Resolve(options.Table, image.Width, image.Height);
        return [.. options.Types.Select(type => new CorruptedPicture(name, Path.GetFileName(target.Path), type.Name, table))];
    }

    private static ImmutableArray<SkippedPicture> WriteAll(
        ImmutableArray<string> inputs, ImmutableArray<string> names, PictureOutput target, bool isFile, CorruptionOptions options, IProgress<double>? progress, CancellationToken cancellation,
        out ImmutableArray<CorruptedPicture> pictures)
    {
        var outputs = OutputNames(names);
        var (written, skipped, failed) = (new List<CorruptedPicture>[inputs.Length], new SkippedPicture?[inputs.Length], new DatasetException?[inputs.Length]);
        var done = 0;
        Parallel.For(0, inputs.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation }, (i, state) =>
        {
            try
            {
                if (Read(inputs[i], options, out skipped[i]) is { } image) written[i] = WriteTypes(image, i);
            }
            catch (DatasetException exception)
            {
                failed[i] = exception;
                state.Stop();
            }

            progress?.Report(Interlocked.Increment(ref done) / (double)inputs.Length);
        });
        if (failed.FirstOrDefault(static exception => exception is not null) is { } first) throw first;
        pictures = [.. written.Where(static list => list is not null).SelectMany(static list => list)];
        ImmutableArray<SkippedPicture> bad = [.. skipped.OfType<SkippedPicture>()];
        return pictures.IsEmpty ? throw new DatasetException(DatasetError.Empty, $"None of {inputs.Length} pictures can be read; the first: {bad[0].Reason}") : bad;

        List<CorruptedPicture> WriteTypes(Image image, int i)
        {
            List<CorruptedPicture> result = [];
            foreach (var type in options.Types)
            {
                cancellation.ThrowIfCancellationRequested();
                var output = isFile ? Path.GetFileName(target.Path) : options.Types.Length > 1 ? $"{type.Name}/{outputs[i]}" : outputs[i];
                target.Write(output, type.Apply(image, options.Severity!.Value, options.Table, options.Seed, names[i]));
                result.Add(new CorruptedPicture(names[i], output, type.Draw(options.Seed, names[i]).Name, Corruption.Resolve(options.Table, image.Width, image.Height)));
            }

            return result;
        }
    }

    private static Image? Read(string path, CorruptionOptions options, out SkippedPicture? skipped)
    {
        skipped = null;
        try
        {
            return ImageFile.Read(path);
        }
        catch (DatasetException exception) when (options.SkipBad && exception.Error is not DatasetError.MissingLibrary)
        {
            skipped = new SkippedPicture(path, exception.Message);
            return null;
        }
    }

    /// <summary>The inputs' names ending in .png; where two would be the same, both keep their old ending before it.</summary>
    private static ImmutableArray<string> OutputNames(ImmutableArray<string> names)
    {
        var plain = names.Select(static name => Path.ChangeExtension(name, Extension)).ToList();
        var often = plain.GroupBy(static name => name, StringComparer.OrdinalIgnoreCase).Where(static group => group.Count() > 1).Select(static group => group.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. names.Select((name, i) => often.Contains(plain[i]) ? name + Extension : plain[i])];
    }

    private static DatasetException Invalid(string message) => new(DatasetError.InvalidOption, message);
}
