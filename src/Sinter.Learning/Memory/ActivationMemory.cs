using System.Numerics;
using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// Blocks of native memory that passes borrow and give back. A training step asks for the same sizes every time, so after the first one nothing is allocated;
/// the block given back last, which is the one still in cache, is lent first.
/// </summary>
internal sealed unsafe class ActivationMemory : IDisposable
{
    private const int Granule = 64;
    private readonly Dictionary<long, Stack<nint>> _free = [];
    private readonly Dictionary<nint, NativeBuffer<float>> _blocks = [];

    /// <summary>Bytes held, lent or not.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>A block of at least <paramref name="count"/> elements, 64-byte aligned, with whatever was in it.</summary>
    public float* Rent(long count)
    {
        var size = SizeClass(count);
        if (_free.TryGetValue(size, out var stack) && stack.TryPop(out var block)) return (float*)block;
        var buffer = new NativeBuffer<float>(size);
        _blocks.Add((nint)buffer.Pointer, buffer);
        HeldBytes += size * sizeof(float);
        return buffer.Pointer;
    }

    /// <summary>Gives back a block that was rented with this count.</summary>
    public void Return(float* block, long count)
    {
        var size = SizeClass(count);
        if (!_free.TryGetValue(size, out var stack)) _free.Add(size, stack = new Stack<nint>());
        stack.Push((nint)block);
    }

    /// <summary>Frees every block that is not lent.</summary>
    public void Trim()
    {
        foreach (var stack in _free.Values)
        {
            while (stack.TryPop(out var block))
            {
                _blocks.Remove(block, out var buffer);
                HeldBytes -= buffer!.Length * sizeof(float);
                buffer.Dispose();
            }
        }
    }

    public void Dispose()
    {
        foreach (var buffer in _blocks.Values) buffer.Dispose();
        _blocks.Clear();
        _free.Clear();
        HeldBytes = 0;
    }

    // Eight classes between two powers of two: batches of slightly different lengths share blocks and at most 1/8 is wasted.
    private static long SizeClass(long count)
    {
        var granules = Math.Max(1, (count + Granule - 1) / Granule);
        var step = 1L << Math.Max(0, BitOperations.Log2((ulong)granules) - 3);
        return (granules + step - 1) / step * step * Granule;
    }
}
