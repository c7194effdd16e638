using System.Numerics;
using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// The two block operations of RAM: a position belongs to the models whose |d| exceeds epsilon; it is unique if it belongs to one of them, shared if to several.
/// </summary>
internal static unsafe class RamKernel
{
    /// <summary>Writes base + (the unique element times its model's factor, or the mean of the shared ones).</summary>
    public static void Combine(in Block block, float epsilon, ReadOnlySpan<float> factors, Span<float> result)
    {
        fixed (float* factor = factors, target = result)
        {
            var done = Simd.Has512 ? Combine<Lanes512>(block, epsilon, factor, target, 0)
                : Simd.Has256 ? Combine<Lanes256>(block, epsilon, factor, target, 0)
                : Combine<Lanes128>(block, epsilon, factor, target, 0);
            Combine<Lanes1>(block, epsilon, factor, target, done);
        }
    }

    /// <summary>Adds each model's numbers of unique and shared positions to <paramref name="counts"/>: unique, shared, unique, shared, …</summary>
    public static void Count(in Block block, float epsilon, Span<long> counts)
    {
        fixed (long* target = counts)
        {
            var done = Simd.Has512 ? Count<Lanes512>(block, epsilon, target, 0)
                : Simd.Has256 ? Count<Lanes256>(block, epsilon, target, 0)
                : Count<Lanes128>(block, epsilon, target, 0);
            Count<Lanes1>(block, epsilon, target, done);
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static int Combine<TLanes>(in Block block, float epsilon, float* factors, float* result, int start)
        where TLanes : struct, ILanes<TLanes>
    {
        float* origin = block.Pointer(0), first = block.Pointer(1);
        var (stride, models, count) = (block.Stride, block.Tensor.Models, block.Length);
        var (one, limit) = (TLanes.Create(1), TLanes.Create(epsilon));
        var i = start;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            TLanes owners = default, sum = default, scaled = default;
            for (var model = 0; model < models; model++)
            {
                var value = TLanes.Load(first + model * stride + i);
                var owned = TLanes.GreaterThan(TLanes.Abs(value), limit);
                value &= owned;
                owners += one & owned;
                sum += value;
                scaled += value * TLanes.Create(factors[model]);
            }

            var merged = TLanes.Select(TLanes.GreaterThan(owners, one), sum / owners, scaled);
            (TLanes.Load(origin + i) + merged).Store(result + i);
        }

        return i;
    }

    [MethodImpl(Simd.Kernel)]
    private static int Count<TLanes>(in Block block, float epsilon, long* counts, int start)
        where TLanes : struct, ILanes<TLanes>
    {
        var first = block.Pointer(1);
        var (stride, models, count) = (block.Stride, block.Tensor.Models, block.Length);
        var (one, limit) = (TLanes.Create(1), TLanes.Create(epsilon));
        var i = start;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            TLanes owners = default;
            for (var model = 0; model < models; model++)
                owners += one & TLanes.GreaterThan(TLanes.Abs(TLanes.Load(first + model * stride + i)), limit);
            var shared = TLanes.Bits(TLanes.GreaterThan(owners, one));
            for (var model = 0; model < models; model++)
            {
                var owned = TLanes.Bits(TLanes.GreaterThan(TLanes.Abs(TLanes.Load(first + model * stride + i)), limit));
                counts[2 * model] += BitOperations.PopCount(owned & ~shared);
                counts[2 * model + 1] += BitOperations.PopCount(owned & shared);
            }
        }

        return i;
    }
}
