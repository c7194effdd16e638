namespace Sinter.Checkpoints;

/// <summary>Turns a checkpoint of any kind that Sinter reads into safetensors: the same names, types and bytes.</summary>
public static class CheckpointConverter
{
    private const string Extension = ".safetensors";

    /// <summary>
    /// Converts. Tied tensors are stored once and noted in the metadata as <c>safetensors.torch.save_model</c> does. The files beside the weights (configuration, tokenizer) are copied. The
    /// output appears under its name when it is complete; a run that fails or is cancelled leaves nothing.
    /// </summary>
    /// <param name="input">A folder or file.</param>
    /// <param name="output">A folder to make; or one file, when it ends in .safetensors.</param>
    /// <param name="options">Sharding, overwriting, threads.</param>
    /// <param name="progress">Told the share that is done, from any thread.</param>
    /// <param name="cancellation">Stops the conversion.</param>
    /// <exception cref="CheckpointException">The input cannot be read, the output exists or cannot be written, or safetensors lacks a tensor's type.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ConversionResult Convert(
        string input, string output, ConversionOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(input);
        ArgumentException.ThrowIfNullOrEmpty(output);
        options ??= new ConversionOptions();
        using var checkpoint = Checkpoint.Open(input);
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        var asFile = path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);
        Check(checkpoint, path, asFile, options);

        var working = path + ".converting";
        try
        {
            if (Directory.Exists(working)) Directory.Delete(working, recursive: true);
            Directory.CreateDirectory(working);
            var result = Write(checkpoint, input, path, working, asFile, options, progress, cancellation);
            Publish(path, working, asFile, options);
            return result;
        }
        catch (Exception exception) when (FileFailure.Covers(exception))
        {
            throw FileFailure.Writing(path, exception);
        }
        finally
        {
            if (Directory.Exists(working)) Directory.Delete(working, recursive: true);
        }
    }

    private static void Check(Checkpoint checkpoint, string path, bool asFile, ConversionOptions options)
    {
        if (asFile && options.ShardSize is not null) throw new ArgumentException($"{path} is one file; shards need a folder.", nameof(options));
        if (asFile ? Directory.Exists(path) : File.Exists(path))
            throw new CheckpointException(CheckpointError.OutputExists, $"{path}: is a {(asFile ? "folder" : "file")}, where a {(asFile ? "file" : "folder")} is to be made.");
        var taken = asFile ? File.Exists(path) : Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();
        if (taken && !options.Overwrite) throw new CheckpointException(CheckpointError.OutputExists, $"{path}: exists already; choose another output, or allow overwriting.");
        if (checkpoint.Files.Any(file => file == path || file.StartsWith(path + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
            throw new CheckpointException(CheckpointError.OutputExists, $"{path}: holds the input; choose another output.");
        foreach (var tensor in checkpoint.Tensors)
        {
            if (tensor.TypeName == "C128")
                throw new CheckpointException(CheckpointError.UnknownFormat, $"{checkpoint.Path}: tensor {Quoted.Name(tensor.Name)} has the type {tensor.TypeName}, which safetensors cannot hold.");
        }
    }

    private static ConversionResult Write(
        Checkpoint checkpoint, string input, string path, string working, bool asFile, ConversionOptions options, IProgress<double>? progress, CancellationToken cancellation)
    {
        var stored = checkpoint.Tensors.Where(tensor => !checkpoint.Aliases.ContainsKey(tensor.Name)).ToList();
        var layout = ShardLayout.Split(stored, options.ShardSize, asFile ? Path.GetFileNameWithoutExtension(path) : Stem(checkpoint));
        var copied = 0L;
        foreach (var shard in layout.Shards)
        {
            using var writer = SafetensorsWriter.Create(Path.Combine(working, shard.FileName), shard.Tensors, Metadata(checkpoint, shard));
            TensorCopy.Run(checkpoint, writer, shard.Tensors, options.Threads, copied, layout.TotalSize, progress, cancellation);
            copied += shard.ByteLength;
        }

        layout.WriteIndex(working);
        if (!asFile) CompanionFiles.Copy(input, working);
        var files = Directory.EnumerateFiles(working).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal);
        return new ConversionResult(path, [.. files], stored.Count, layout.TotalSize, checkpoint.Aliases);
    }

    // A tie is noted in the file that holds the data.
    private static Dictionary<string, string> Metadata(Checkpoint checkpoint, Shard shard)
    {
        var metadata = new Dictionary<string, string>(checkpoint.Metadata);
        foreach (var alias in checkpoint.Aliases.Keys) metadata.Remove(alias);
        metadata.TryAdd("format", "pt");
        var here = shard.Tensors.Select(static tensor => tensor.Name).ToHashSet();
        foreach (var (alias, target) in checkpoint.Aliases)
            if (here.Contains(target)) metadata[alias] = target;
        return metadata;
    }

    private static string Stem(Checkpoint checkpoint)
    {
        var name = checkpoint.Files.Count == 0 ? "" : Path.GetFileName(checkpoint.Files[0]);
        return name.StartsWith("adapter_model", StringComparison.Ordinal) ? "adapter_model"
            : name.StartsWith("diffusion_pytorch_model", StringComparison.Ordinal) ? "diffusion_pytorch_model" : "model";
    }

    private static void Publish(string path, string working, bool asFile, ConversionOptions options)
    {
        if (asFile)
        {
            File.Move(Path.Combine(working, Path.GetFileName(path)), path, options.Overwrite);
            return;
        }

        var old = path + ".replaced";
        if (Directory.Exists(path)) Directory.Move(path, old);
        try
        {
            Directory.Move(working, path);
        }
        catch
        {
            if (Directory.Exists(old)) Directory.Move(old, path);
            throw;
        }

        if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
    }
}
