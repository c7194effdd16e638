using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sinter.Tensors;

/// <summary>
/// Sums over a block of float32 in double. Products of two float32 are exact in double, and the order of additions is fixed (element i goes to lane i mod 32; the lanes
/// are added pairwise at the end), so the bits of a sum are the same on every machine.
/// </summary>
internal static unsafe class BlockSums
{
    /// <summary>Partial sums a sum is made of.</summary>
    public const int LaneCount = 32;

    /// <summary>Σ a[i]·b[i]; the spans have the same length.</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (a.Length != b.Length) throw new ArgumentException($"A dot product of {a.Length} and {b.Length} elements.", nameof(b));
        return Reduce<Products>(a, b);
    }

    /// <summary>Σ a[i]².</summary>
    public static double OfSquares(ReadOnlySpan<float> a) => Reduce<Products>(a, a);

    /// <summary>Σ |a[i]|.</summary>
    public static double OfMagnitudes(ReadOnlySpan<float> a) => Reduce<Magnitudes>(a, a);

    /// <summary>Σ a[i].</summary>
    public static double Of(ReadOnlySpan<float> a) => Reduce<Elements>(a, a);

    /// <summary>Adds partial sums in float32 to others in double, one to one.</summary>
    public static void Collect(float* parts, int count, double* sums)
    {
        var done = Simd.Has512 ? Collect<DoubleLanes512>(parts, count, sums) : Simd.Has256 ? Collect<DoubleLanes256>(parts, count, sums) : Collect<DoubleLanes128>(parts, count, sums);
        for (var i = done; i < count; i++) sums[i] += parts[i];
    }

    /// <summary>The sum of the partial sums, a power of two and four at least; they are overwritten.</summary>
    [MethodImpl(Simd.Kernel)]
    public static double AddLanes(double* lanes, int count = LaneCount)
    {
        for (var half = count / 2; half >= Vector256<double>.Count; half /= 2)
            for (var lane = 0; lane < half; lane += Vector256<double>.Count) (Vector256.Load(lanes + lane) + Vector256.Load(lanes + lane + half)).Store(lanes + lane);
        var four = Vector256.Load(lanes);
        var two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    [MethodImpl(Simd.Kernel)]
    private static int Collect<TLanes>(float* parts, int count, double* sums)
        where TLanes : struct, IDoubleLanes<TLanes>
    {
        var i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count) (TLanes.Load(sums + i) + TLanes.Load(parts + i)).Store(sums + i);
        return i;
    }

    private static double Reduce<TTerm>(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        where TTerm : struct, ITerm
    {
        var lanes = stackalloc double[LaneCount];
        fixed (float* left = a, right = b) Add<TTerm>(left, right, a.Length, lanes);
        return AddLanes(lanes);
    }

    private static void Add<TTerm>(float* a, float* b, int count, double* lanes)
        where TTerm : struct, ITerm
    {
        var done = count / LaneCount * LaneCount;
        if (Simd.Has512) Accumulate<DoubleLanes512, TTerm>(a, b, done, lanes);
        else if (Simd.Has256) Accumulate<DoubleLanes256, TTerm>(a, b, done, lanes);
        else Accumulate<DoubleLanes128, TTerm>(a, b, done, lanes);
        for (var i = done; i < count; i++) lanes[i - done] += TTerm.Of(a[i], b[i]);
    }

    // Four registers at a time hide the latency of additions; registers of fewer than 8 lanes go over the block several times, with other lanes each time.
    [MethodImpl(Simd.Kernel)]
    private static void Accumulate<TLanes, TTerm>(float* a, float* b, int count, double* lanes)
        where TLanes : struct, IDoubleLanes<TLanes>
        where TTerm : struct, ITerm
    {
        var step = TLanes.Count;
        for (var first = 0; first < LaneCount; first += 4 * step)
        {
            var (s0, s1) = (TLanes.Load(lanes + first), TLanes.Load(lanes + first + step));
            var (s2, s3) = (TLanes.Load(lanes + first + (2 * step)), TLanes.Load(lanes + first + (3 * step)));
            for (var i = first; i < count; i += LaneCount)
            {
                s0 = TTerm.Add(s0, TLanes.Load(a + i), TLanes.Load(b + i));
                s1 = TTerm.Add(s1, TLanes.Load(a + i + step), TLanes.Load(b + i + step));
                s2 = TTerm.Add(s2, TLanes.Load(a + i + (2 * step)), TLanes.Load(b + i + (2 * step)));
                s3 = TTerm.Add(s3, TLanes.Load(a + i + (3 * step)), TLanes.Load(b + i + (3 * step)));
            }

            s0.Store(lanes + first);
            s1.Store(lanes + first + step);
            s2.Store(lanes + first + (2 * step));
            s3.Store(lanes + first + (3 * step));
        }
    }

    // What is summed; a sum of single elements ignores b.
    private interface ITerm
    {
        static abstract double Of(double a, double b);

        static abstract TLanes Add<TLanes>(TLanes sum, TLanes a, TLanes b)
            where TLanes : struct, IDoubleLanes<TLanes>;
    }

    private readonly struct Products : ITerm
    {
        public static double Of(double a, double b) => a * b;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Add<TLanes>(TLanes sum, TLanes a, TLanes b)
            where TLanes : struct, IDoubleLanes<TLanes> => TLanes.Fma(a, b, sum);
    }

    private readonly struct Magnitudes : ITerm
    {
        public static double Of(double a, double b) => Math.Abs(a);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Add<TLanes>(TLanes sum, TLanes a, TLanes b)
            where TLanes : struct, IDoubleLanes<TLanes> => sum + TLanes.Abs(a);
    }

    private readonly struct Elements : ITerm
    {
        public static double Of(double a, double b) => a;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Add<TLanes>(TLanes sum, TLanes a, TLanes b)
            where TLanes : struct, IDoubleLanes<TLanes> => sum + a;
    }
}
