using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>
/// r = Σ c_k x_k + b·B in one pass, where x_k is W_k or W_k − B. From float32, or straight from stored elements to stored elements, with the same arithmetic: the
/// difference is rounded to float32, c_0 x_0 too, then each c_k x_k is added by a fused multiply-add, in order, and last b·B (task vectors are small beside the base:
/// so only one rounding is as large as the base's). One rounding to the stored type follows.
/// </summary>
internal static unsafe class LinearCombination
{
    /// <summary>Whether <see cref="CombineStored"/> reads and writes this type.</summary>
    public static bool Stores(ElementType type) => type is ElementType.BF16 or ElementType.F16 or ElementType.F32;

    /// <summary>Combines float32 elements.</summary>
    /// <param name="origin">B; may be null if <paramref name="originCoefficient"/> is 0.</param>
    /// <param name="originCoefficient">b; 0 leaves B out.</param>
    /// <param name="inputs">Addresses of the x_k: at least one.</param>
    /// <param name="coefficients">As many c_k.</param>
    /// <param name="result">r; may be one of the inputs.</param>
    public static void Combine(float* origin, float originCoefficient, ReadOnlySpan<nint> inputs, ReadOnlySpan<float> coefficients, Span<float> result)
    {
        fixed (float* target = result)
            Run<Float32Format>((byte*)origin, originCoefficient, subtract: false, inputs, coefficients, (byte*)target, result.Length, float.PositiveInfinity);
    }

    /// <summary>Combines stored elements.</summary>
    /// <param name="type">Type of all inputs and of the result.</param>
    /// <param name="origin">B; may be null if it is neither subtracted nor added.</param>
    /// <param name="originCoefficient">b; 0 adds no B.</param>
    /// <param name="subtract">Whether x_k is W_k − B instead of W_k.</param>
    /// <param name="inputs">Addresses of the W_k: at least one.</param>
    /// <param name="coefficients">As many c_k.</param>
    /// <param name="result">r; may be one of the inputs.</param>
    /// <param name="count">Number of elements.</param>
    /// <returns>Whether all results are finite in the type; else the result is of no use. A NaN or infinity among the inputs makes one of them not.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The type is not one it <see cref="Stores"/>.</exception>
    public static bool CombineStored(
        ElementType type, byte* origin, float originCoefficient, bool subtract, ReadOnlySpan<nint> inputs, ReadOnlySpan<float> coefficients, byte* result, long count) => type switch
        {
            ElementType.BF16 => Run<BFloat16Format>(origin, originCoefficient, subtract, inputs, coefficients, result, count, ElementConversion.LargestFinite(type)),
            ElementType.F16 => Run<Float16Format>(origin, originCoefficient, subtract, inputs, coefficients, result, count, ElementConversion.LargestFinite(type)),
            ElementType.F32 => Run<Float32Format>(origin, originCoefficient, subtract, inputs, coefficients, result, count, ElementConversion.LargestFinite(type)),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Only BF16, F16 and F32 are combined as stored."),
        };

    private static bool Run<TFormat>(
        byte* origin, float originCoefficient, bool subtract, ReadOnlySpan<nint> inputs, ReadOnlySpan<float> coefficients, byte* result, long count, float limit)
        where TFormat : struct, IStoredFormat
    {
        if (inputs.IsEmpty || inputs.Length != coefficients.Length)
            throw new ArgumentException($"{inputs.Length} inputs and {coefficients.Length} coefficients: expected as many of both, at least one.", nameof(inputs));
        fixed (nint* input = inputs)
        fixed (float* coefficient = coefficients)
        {
            var job = new Job(origin, originCoefficient, (byte**)input, coefficient, inputs.Length, result, count, limit);
            return subtract ? Run<TFormat, Yes>(job) : Run<TFormat, No>(job);
        }
    }

    private static bool Run<TFormat, TSubtract>(in Job job)
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer => job.OriginCoefficient != 0 ? Run<TFormat, TSubtract, Yes>(job) : Run<TFormat, TSubtract, No>(job);

    private static bool Run<TFormat, TSubtract, TAdd>(in Job job)
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TAdd : struct, IAnswer
    {
        var finite = true;
        var done = Simd.Has512 ? Run<Lanes512, TFormat, TSubtract, TAdd>(job, 0, ref finite)
            : Simd.Has256 ? Run<Lanes256, TFormat, TSubtract, TAdd>(job, 0, ref finite)
            : Run<Lanes128, TFormat, TSubtract, TAdd>(job, 0, ref finite);
        Run<Lanes1, TFormat, TSubtract, TAdd>(job, done, ref finite);
        return finite;
    }

    // Four vectors at a time, so that the loop over the inputs costs little.
    [MethodImpl(Simd.Kernel)]
    private static long Run<TLanes, TFormat, TSubtract, TAdd>(in Job job, long start, ref bool finite)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TAdd : struct, IAnswer
    {
        TLanes largest = default;
        var pair = 2 * TLanes.Count * TFormat.Size;
        var i = start;
        for (; i <= job.Count - (4 * TLanes.Count); i += 4 * TLanes.Count)
        {
            TLanes b0 = default, b1 = default, b2 = default, b3 = default;
            if (TSubtract.IsYes || TAdd.IsYes)
            {
                var origin = job.Origin + (i * TFormat.Size);
                b0 = TFormat.LoadPair(origin, out b1);
                b2 = TFormat.LoadPair(origin + pair, out b3);
            }

            var input = job.Inputs[0] + (i * TFormat.Size);
            var c = TLanes.Create(job.Coefficients[0]);
            var s0 = Terms<TLanes, TFormat, TSubtract>(input, b0, b1, out var s1) * c;
            var s2 = Terms<TLanes, TFormat, TSubtract>(input + pair, b2, b3, out var s3) * c;
            s1 *= c;
            s3 *= c;
            for (var k = 1; k < job.Terms; k++)
            {
                input = job.Inputs[k] + (i * TFormat.Size);
                c = TLanes.Create(job.Coefficients[k]);
                s0 = TLanes.FusedMultiplyAdd(Terms<TLanes, TFormat, TSubtract>(input, b0, b1, out var x1), c, s0);
                s1 = TLanes.FusedMultiplyAdd(x1, c, s1);
                s2 = TLanes.FusedMultiplyAdd(Terms<TLanes, TFormat, TSubtract>(input + pair, b2, b3, out var x3), c, s2);
                s3 = TLanes.FusedMultiplyAdd(x3, c, s3);
            }

            if (TAdd.IsYes)
            {
                var b = TLanes.Create(job.OriginCoefficient);
                s0 = TLanes.FusedMultiplyAdd(b0, b, s0);
                s1 = TLanes.FusedMultiplyAdd(b1, b, s1);
                s2 = TLanes.FusedMultiplyAdd(b2, b, s2);
                s3 = TLanes.FusedMultiplyAdd(b3, b, s3);
            }

            largest = TLanes.MaxIntegers(TLanes.MaxIntegers(largest, TLanes.Abs(s0)), TLanes.Abs(s1));
            largest = TLanes.MaxIntegers(TLanes.MaxIntegers(largest, TLanes.Abs(s2)), TLanes.Abs(s3));
            var result = job.Result + (i * TFormat.Size);
            TFormat.StoreFinitePair(s0, s1, result);
            TFormat.StoreFinitePair(s2, s3, result + pair);
        }

        for (; i <= job.Count - TLanes.Count; i += TLanes.Count)
        {
            var place = i * TFormat.Size;
            var origin = TSubtract.IsYes || TAdd.IsYes ? TFormat.Load<TLanes>(job.Origin + place) : default;
            var sum = Term<TLanes, TFormat, TSubtract>(job.Inputs[0] + place, origin) * TLanes.Create(job.Coefficients[0]);
            for (var k = 1; k < job.Terms; k++)
                sum = TLanes.FusedMultiplyAdd(Term<TLanes, TFormat, TSubtract>(job.Inputs[k] + place, origin), TLanes.Create(job.Coefficients[k]), sum);
            if (TAdd.IsYes) sum = TLanes.FusedMultiplyAdd(origin, TLanes.Create(job.OriginCoefficient), sum);
            largest = TLanes.MaxIntegers(largest, TLanes.Abs(sum));
            TFormat.StoreFinite(sum, job.Result + place);
        }

        finite &= TLanes.BitsOfAtLeast(TLanes.Create(job.Limit), largest) == TLanes.BitsOfSame(default, default);
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Term<TLanes, TFormat, TSubtract>(byte* input, TLanes origin)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer => TSubtract.IsYes ? TFormat.Load<TLanes>(input) - origin : TFormat.Load<TLanes>(input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Terms<TLanes, TFormat, TSubtract>(byte* input, TLanes origin, TLanes secondOrigin, out TLanes second)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
    {
        var first = TFormat.LoadPair(input, out second);
        if (!TSubtract.IsYes) return first;
        second -= secondOrigin;
        return first - origin;
    }

    private readonly struct Job(byte* origin, float originCoefficient, byte** inputs, float* coefficients, int terms, byte* result, long count, float limit)
    {
        public readonly byte* Origin = origin;
        public readonly byte** Inputs = inputs;
        public readonly float* Coefficients = coefficients;
        public readonly byte* Result = result;
        public readonly long Count = count;
        public readonly int Terms = terms;
        public readonly float OriginCoefficient = originCoefficient;
        public readonly float Limit = limit;
    }
}
