namespace Sinter.Checkpoints;

/// <summary>What PyTorch's own rebuild functions do, on views that stay on disk.</summary>
internal static class PickleRebuild
{
    private const int MostDimensions = 64;

    // A view may repeat elements (stride 0), so that a small file stands for any amount of data; beyond this a tensor must store what it has.
    private const long MostRepeatedBytes = 1L << 32;

    /// <summary><c>_rebuild_tensor(storage, offset, size, stride)</c>; version 2 adds requires_grad, hooks and metadata, which do not matter here.</summary>
    public static PickleTensor Tensor(PickleArguments arguments, int least)
    {
        if (arguments.Count < least) throw arguments.Broken($"passes {arguments.Count} arguments, expected at least {least}");
        var storage = arguments.Get<PickleStorage>(0);
        if (storage.Type == PickleElementType.Untyped) throw arguments.Broken("passes a storage without a type");
        return View(arguments, storage, storage.Type);
    }

    /// <summary><c>_rebuild_tensor_v3(storage, offset, size, stride, requires_grad, hooks, dtype, ...)</c> on a storage without a type.</summary>
    public static PickleTensor TypedTensor(PickleArguments arguments)
    {
        var type = arguments.Get<PickleGlobal>(6).Type;
        if (type is null || type == PickleElementType.Untyped) throw arguments.Broken("argument 6 is not a type");
        return View(arguments, arguments.Get<PickleStorage>(0), type);
    }

    /// <summary><c>_rebuild_from_type_v2(function, type, arguments, state)</c>: a tensor with Python attributes, which do not matter here.</summary>
    public static object? FromType(PickleArguments arguments)
    {
        var function = arguments.Get<PickleGlobal>(0);
        if (function.Call is null || function.Name == "torch._tensor._rebuild_from_type_v2") throw arguments.Broken($"argument 0, {function.Name}, does not make a tensor");
        return function.Call(arguments.Inner(function.Name, 2));
    }

    private static PickleTensor View(PickleArguments arguments, PickleStorage storage, PickleElementType type)
    {
        var offset = arguments.Number(1);
        var sizes = arguments.Numbers(2);
        var strides = arguments.Numbers(3);
        if (sizes.Length > MostDimensions) throw arguments.Broken($"makes a tensor of {sizes.Length} dimensions");
        if (sizes.Length != strides.Length) throw arguments.Broken($"passes {sizes.Length} sizes and {strides.Length} strides");
        try
        {
            var available = storage.Count * storage.Type.Size / type.Size;
            Check(arguments, type, available, offset, sizes, strides);
        }
        catch (OverflowException)
        {
            throw arguments.Broken("makes a tensor whose size does not fit 63 bits");
        }

        return new PickleTensor(storage, type, offset, sizes, strides);
    }

    private static void Check(PickleArguments arguments, PickleElementType type, long available, long offset, long[] sizes, long[] strides)
    {
        checked
        {
            long count = 1, last = offset;
            for (var i = 0; i < sizes.Length; i++)
            {
                if (sizes[i] < 0 || strides[i] < 0) throw arguments.Broken("makes a tensor with a negative size or stride");
                count *= sizes[i];
                if (sizes[i] > 0) last += (sizes[i] - 1) * strides[i];
            }

            var bytes = count * type.Size;
            if (offset < 0 || (count > 0 && last >= available) || (count == 0 && offset > available))
                throw arguments.Broken($"makes a tensor that needs {last + 1} elements of a storage that has {available}");
            if (count > available && bytes > MostRepeatedBytes) throw arguments.Broken($"makes a tensor of {bytes} bytes out of a storage of {available * type.Size}");
        }
    }
}
