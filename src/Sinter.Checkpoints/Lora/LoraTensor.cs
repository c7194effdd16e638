using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>
/// An adapted weight W + scale · left · right in float32, computed for the elements that are asked for. Every element's sum runs over the rank in the same order, so that the values do
/// not depend on how the tensor is cut into reads.
/// </summary>
internal sealed class LoraTensor(TensorInfo info, Checkpoint baseModel, TensorInfo weight, LoraFactorCache cache, LoraPair pair, bool transposed, float scale) : StoredTensor(info)
{
    private const int ChunkLength = 1024;
    private const int BatchLength = 16 * ChunkLength;

    public override void Read(long offset, Span<byte> destination)
    {
        // Reads that start or end inside an element are rare; they go through a single one.
        var inside = (int)(offset % sizeof(float));
        if (inside != 0 || destination.Length % sizeof(float) != 0)
        {
            ReadUnaligned(offset, destination);
            return;
        }

        var factors = cache.Get(pair, transposed);
        var size = weight.Type.Size();
        var bytes = ArrayPool<byte>.Shared.Rent(BatchLength * size);
        try
        {
            var values = MemoryMarshal.Cast<byte, float>(destination);
            for (var element = offset / sizeof(float); !values.IsEmpty;)
            {
                var batch = values[..Math.Min(values.Length, BatchLength)];
                var stored = bytes.AsSpan(0, batch.Length * size);
                baseModel.Read(weight, element * size, stored);
                ElementConversion.ToSingle(weight.Type, stored, batch);
                Add(factors, element, batch);
                values = values[batch.Length..];
                element += batch.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Add(LoraFactors factors, long element, Span<float> values)
    {
        Span<float> sums = stackalloc float[ChunkLength];
        while (!values.IsEmpty)
        {
            var (row, column) = ((int)(element / factors.Columns), (int)(element % factors.Columns));
            var length = Math.Min(Math.Min(values.Length, ChunkLength), factors.Columns - column);
            var sum = sums[..length];
            sum.Clear();
            var left = factors.Left.AsSpan(row * factors.Rank, factors.Rank);
            for (var r = 0; r < left.Length; r++)
                TensorPrimitives.MultiplyAdd(factors.Right.AsSpan(r * factors.Columns + column, length), left[r], sum, sum);
            TensorPrimitives.MultiplyAdd(sum, scale, values[..length], values[..length]);
            values = values[length..];
            element += length;
        }
    }

    private void ReadUnaligned(long offset, Span<byte> destination)
    {
        Span<byte> single = stackalloc byte[sizeof(float)];
        while (!destination.IsEmpty)
        {
            var inside = (int)(offset % sizeof(float));
            var whole = inside == 0 ? destination.Length - destination.Length % sizeof(float) : 0;
            if (whole > 0)
            {
                Read(offset, destination[..whole]);
            }
            else
            {
                Read(offset - inside, single);
                whole = Math.Min(sizeof(float) - inside, destination.Length);
                single.Slice(inside, whole).CopyTo(destination);
            }

            destination = destination[whole..];
            offset += whole;
        }
    }
}
