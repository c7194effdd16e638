using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>Makes a checkpoint of the tensors that a pickle named, once it is known where each storage lies.</summary>
internal static class PyTorchTensors
{
    public static StoredCheckpoint Assemble(CheckpointFile file, object? root, Func<PickleStorage, (long Position, long Length)> locate)
    {
        var places = new Dictionary<string, (long Position, long Length)>();
        var firsts = new Dictionary<string, string>();
        var aliases = new Dictionary<string, string>();
        var stored = new List<StoredTensor>();
        foreach (var (name, tensor) in StateDictionary.Tensors(file.Path, root))
        {
            var storage = tensor.Storage;
            if (!places.TryGetValue(storage.Key, out var place)) places.Add(storage.Key, place = locate(storage));
            var needed = (storage.Start + storage.Count) * storage.Type.Size;
            if (needed > place.Length)
            {
                throw new CheckpointException(
                    CheckpointError.InvalidPickle, $"{file.Path}: tensor {Quoted.Name(name)} needs {needed} bytes of the storage {Quoted.Name(storage.Key)}, which has {place.Length}.");
            }

            stored.Add(Make(file, name, tensor, place.Position + storage.Start * storage.Type.Size + tensor.Offset * tensor.Type.Size));
            if (tensor.Sizes.Contains(0) || firsts.TryAdd(tensor.Identity, name)) continue;
            aliases.Add(name, firsts[tensor.Identity]);
        }

        return new StoredCheckpoint(file.Path, stored, [file.Path], [file], aliases);
    }

    private static StoredTensor Make(CheckpointFile file, string name, PickleTensor tensor, long position)
    {
        var shape = new TensorShape(tensor.Sizes);
        var info = new TensorInfo(name, tensor.Type.Type, tensor.Type.Name, shape, checked(shape.Count * tensor.Type.Size));
        return IsContiguous(tensor) ? new FileTensor(info, file, position) : new StridedTensor(info, file, position, tensor.Type.Size, tensor.Strides);
    }

    private static bool IsContiguous(PickleTensor tensor)
    {
        if (tensor.Sizes.Contains(0)) return true;
        var expected = 1L;
        for (var i = tensor.Sizes.Length - 1; i >= 0; i--)
        {
            if (tensor.Sizes[i] != 1 && tensor.Strides[i] != expected) return false;
            expected *= tensor.Sizes[i];
        }

        return true;
    }
}
