using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>The variance of each position over the models (divided by their number, not by one less).</summary>
internal static unsafe class VarianceKernel
{
    /// <summary>Writes the variances of a block. They are taken of the differences to the first model, so that equal elements have exactly none.</summary>
    public static void Compute(in Block block, Span<float> variances)
    {
        fixed (float* target = variances)
        {
            var done = Simd.Has512 ? Compute<Lanes512>(block, target, 0) : Simd.Has256 ? Compute<Lanes256>(block, target, 0) : Compute<Lanes128>(block, target, 0);
            Compute<Lanes1>(block, target, done);
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static int Compute<TLanes>(in Block block, float* variances, int start)
        where TLanes : struct, ILanes<TLanes>
    {
        var first = block.Pointer(1);
        var (stride, models, count) = (block.Stride, block.Tensor.Models, block.Length);
        var share = TLanes.Create(1f / models);
        var i = start;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            var origin = TLanes.Load(first + i);
            TLanes sum = default;
            for (var model = 1; model < models; model++) sum += TLanes.Load(first + model * stride + i) - origin;
            var mean = sum * share;
            var squares = mean * mean;
            for (var model = 1; model < models; model++)
            {
                var difference = TLanes.Load(first + model * stride + i) - origin - mean;
                squares += difference * difference;
            }

            (squares * share).Store(variances + i);
        }

        return i;
    }
}
