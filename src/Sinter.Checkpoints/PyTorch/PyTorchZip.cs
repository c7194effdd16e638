namespace Sinter.Checkpoints;

/// <summary>PyTorch's format since version 1.6: a zip archive with <c>data.pkl</c> and one entry for each storage.</summary>
internal static class PyTorchZip
{
    private const string Pickle = "data.pkl";

    public static StoredCheckpoint Open(CheckpointFile file)
    {
        var directory = ZipDirectory.Read(file);
        var pickle = directory.Entries.Where(static entry => entry.Name == Pickle || entry.Name.EndsWith("/" + Pickle, StringComparison.Ordinal)).MinBy(static entry => entry.Name.Length)
            ?? throw new CheckpointException(CheckpointError.UnknownFormat, $"{file.Path}: is a zip archive without {Pickle}; it is no PyTorch checkpoint.");
        var prefix = pickle.Name[..^Pickle.Length];
        CheckByteOrder(file, directory, prefix);
        PickleLimits.CheckLength(file.Path, pickle.Length);
        var root = PickleInterpreter.Run(new PickleInput(file, directory.Locate(pickle), pickle.Length));
        return PyTorchTensors.Assemble(file, root, storage => Locate(file, directory, prefix, storage));
    }

    private static (long Position, long Length) Locate(CheckpointFile file, ZipDirectory directory, string prefix, PickleStorage storage)
    {
        if (directory.TryGet($"{prefix}data/{storage.Key}", out var entry)) return (directory.Locate(entry!), entry!.Length);
        throw new CheckpointException(CheckpointError.InvalidPickle, $"{file.Path}: the archive lacks the storage {Quoted.Name(storage.Key)} that its pickle refers to.");
    }

    private static void CheckByteOrder(CheckpointFile file, ZipDirectory directory, string prefix)
    {
        if (!directory.TryGet(prefix + "byteorder", out var entry)) return;
        Span<byte> order = stackalloc byte[6];
        if (entry!.Length == order.Length)
        {
            file.Read(directory.Locate(entry), order);
            if (order.SequenceEqual("little"u8)) return;
        }

        throw new CheckpointException(CheckpointError.UnknownFormat, $"{file.Path}: was written on a big-endian machine; only little-endian files are read. Save it again on another machine.");
    }
}
