using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Sinter.Checkpoints;

/// <summary>PyTorch's format before version 1.6: five pickles (magic number, version, system, the object, the storages' names) and then each storage, its number of elements first.</summary>
internal static class PyTorchLegacy
{
    private const long Version = 1001;
    private static readonly BigInteger Magic = BigInteger.Parse("01950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public static StoredCheckpoint Open(CheckpointFile file)
    {
        var position = 0L;
        if (Next(file, ref position) is not BigInteger magic || magic != Magic)
            throw new CheckpointException(CheckpointError.UnknownFormat, $"{file.Path}: is a pickle, but none that torch.save wrote.");
        if (Next(file, ref position) is not Version) throw Broken(file, "is of an unknown version");
        if (Next(file, ref position) is not PickleDictionary system) throw Broken(file, "does not describe the machine it was written on");
        if (system.TryGet("little_endian", out var little) && little is false)
            throw new CheckpointException(CheckpointError.UnknownFormat, $"{file.Path}: was written on a big-endian machine; only little-endian files are read. Save it again on another machine.");
        var root = Next(file, ref position);
        if (Next(file, ref position) is not List<object?> keys) throw Broken(file, "lacks the names of its storages");
        var places = Places(file, root, keys, position);
        return PyTorchTensors.Assemble(
            file, root, storage => places.TryGetValue(storage.Key, out var place) ? place : throw Broken(file, $"lacks the storage {Quoted.Name(storage.Key)}"));
    }

    private static object? Next(CheckpointFile file, ref long position)
    {
        var input = new PickleInput(file, position, Math.Min(file.Length - position, PickleLimits.LongestPickle));
        var value = PickleInterpreter.Run(input);
        position = input.Position;
        return value;
    }

    // The size of a storage's elements is known only from the tensors that use it.
    private static Dictionary<string, (long Position, long Length)> Places(CheckpointFile file, object? root, List<object?> keys, long position)
    {
        var sizes = new Dictionary<string, int>();
        foreach (var tensor in StateDictionary.AllTensors(file.Path, root)) sizes[tensor.Storage.Key] = tensor.Storage.Type.Size;
        var places = new Dictionary<string, (long, long)>();
        Span<byte> prefix = stackalloc byte[8];
        foreach (var item in keys)
        {
            var key = item as string ?? item?.ToString() ?? "";
            if (!sizes.TryGetValue(key, out var size)) throw Broken(file, $"holds the storage {Quoted.Name(key)}, which no tensor uses");
            if (position > file.Length - prefix.Length) throw Broken(file, "is cut short");
            file.Read(position, prefix);
            position += prefix.Length;
            var count = BinaryPrimitives.ReadInt64LittleEndian(prefix);
            if (count < 0 || count > (file.Length - position) / size) throw Broken(file, $"is cut short: the storage {Quoted.Name(key)} has {count} elements");
            if (!places.TryAdd(key, (position, count * size))) throw Broken(file, $"names the storage {Quoted.Name(key)} twice");
            position += count * size;
        }

        return places;
    }

    private static CheckpointException Broken(CheckpointFile file, string what) => new(CheckpointError.InvalidPickle, $"{file.Path}: the PyTorch file {what}.");
}
