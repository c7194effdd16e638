using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// One look at a block's task vectors around a bracket of variances (those of <see cref="VarianceKernel"/>, to the bit): which positions lie above it, with the sums of squares of the models'
/// elements there (those of <see cref="KeptSums"/>), how many have none, and the positions inside with the models' elements there.
/// </summary>
internal static unsafe class VarianceScan
{
    // Words of elements whose squares are added in float32, as KeptSums does.
    private const int Run = 64;
    private const int FewModels = 32;

    /// <summary>Looks at a block of task vectors, whose elements it overwrites: model i's at the positions inside come first in its place.</summary>
    /// <param name="block">The block; the positions inside come to scratch space 0, as integers.</param>
    /// <param name="low">The bracket's smallest variance.</param>
    /// <param name="high">Its largest one.</param>
    /// <param name="above">Receives the <see cref="KeptBits"/> of the positions above.</param>
    /// <param name="squares">Receives a sum a model.</param>
    public static VarianceCounts Of(in Block block, float low, float high, Span<uint> above, Span<double> squares)
    {
        Span<nint> models = stackalloc nint[squares.Length];
        for (var model = 0; model < models.Length; model++) models[model] = (nint)block.Pointer(1 + model);
        return Of<Float32Format, No>(block, null, models, low, high, above, squares);
    }

    /// <summary>The same of stored elements, which stay; the models' elements inside come to the block's models all the same.</summary>
    public static VarianceCounts Of(in StoredBlock block, float low, float high, Span<uint> above, Span<double> squares) => block.Type switch
    {
        ElementType.BF16 => Of<BFloat16Format, Yes>(block.Place, block.Origin, block.Models, low, high, above, squares),
        ElementType.F16 => Of<Float16Format, Yes>(block.Place, block.Origin, block.Models, low, high, above, squares),
        _ => Of<Float32Format, Yes>(block.Place, block.Origin, block.Models, low, high, above, squares),
    };

    [SkipLocalsInit]
    private static VarianceCounts Of<TFormat, TSubtract>(
        in Block block, byte* origin, ReadOnlySpan<nint> models, float low, float high, Span<uint> above, Span<double> squares)
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
    {
        // A word of differences a model, a word of partial sums, one of the integers from 0 on, and the sums' totals.
        const int Spare = Simd.Alignment / sizeof(float);
        var few = models.Length <= FewModels;
        var (length, totals) = ((((2 * models.Length) + 1) * KeptBits.Word) + Spare, models.Length * KeptBits.Word);
        float[]? rentedWords = null;
        double[]? rentedSums = null;
        var words = few ? stackalloc float[(((2 * FewModels) + 1) * KeptBits.Word) + Spare] : rentedWords = ArrayPool<float>.Shared.Rent(length);
        var sums = few ? stackalloc double[FewModels * KeptBits.Word] : rentedSums = ArrayPool<double>.Shared.Rent(totals);
        words[..length].Clear();
        sums[..totals].Clear();
        var counts = default(VarianceCounts);
        fixed (nint* input = models)
        fixed (float* word = words)
        fixed (double* sum = sums)
        fixed (uint* bits = above)
        {
            var job = new Job(block, origin, input, models.Length, low, high, bits, Simd.Align(word));
            var (first, all) = (0, block.Length / KeptBits.Word);
            for (; first < all; first += Run)
            {
                Scan<TFormat, TSubtract>(job, first, Math.Min(all, first + Run), ref counts);
                Collect(job, sum);
            }

            if (block.Length % KeptBits.Word != 0) ScanRest<TFormat, TSubtract>(job, all, block.Length % KeptBits.Word, ref counts);
            Collect(job, sum);
            for (var model = 0; model < models.Length; model++) squares[model] = BlockSums.AddLanes(sum + (model * KeptBits.Word));
        }

        if (rentedWords is not null) ArrayPool<float>.Shared.Return(rentedWords);
        if (rentedSums is not null) ArrayPool<double>.Shared.Return(rentedSums);
        return counts;
    }

    private static void Scan<TFormat, TSubtract>(in Job job, int first, int last, ref VarianceCounts counts)
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
    {
        var inside = counts.Inside;
        if (Simd.Has512) Scan<Lanes512, TFormat, TSubtract>(job, first, last, ref counts);
        else if (Simd.Has256) Scan<Lanes256, TFormat, TSubtract>(job, first, last, ref counts);
        else Scan<Lanes128, TFormat, TSubtract>(job, first, last, ref counts);
        Fetch<TFormat, TSubtract>(job, inside, counts.Inside);
    }

    // The last elements, as a word that others without a difference fill up.
    private static void ScanRest<TFormat, TSubtract>(in Job job, int word, int count, ref VarianceCounts counts)
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
    {
        var (length, models) = (KeptBits.Word * TFormat.Size, job.Models);
        var bytes = new byte[(1 + models) * length];
        var inputs = new nint[models];
        fixed (byte* padded = bytes)
        fixed (nint* input = inputs)
        {
            for (var stream = TSubtract.IsYes ? 0 : 1; stream <= models; stream++)
            {
                var source = (stream == 0 ? job.Origin : (byte*)job.Inputs[stream - 1]) + ((nint)word * length);
                new ReadOnlySpan<byte>(source, count * TFormat.Size).CopyTo(bytes.AsSpan(stream * length));
                // The scan adds the word's place.
                if (stream > 0) inputs[stream - 1] = (nint)padded + ((nint)(stream - word) * length);
            }

            Scan<TFormat, TSubtract>(new Job(job, padded - ((nint)word * length), input), word, word + 1, ref counts);
            counts.Zeros -= KeptBits.Word - count;
            // They come last among those inside, if there.
            if (job.Low == 0) counts.Inside -= KeptBits.Word - count;
        }
    }

    private static void Collect(in Job job, double* sums)
    {
        var count = job.Models * KeptBits.Word;
        BlockSums.Collect(job.Squares, count, sums);
        new Span<float>(job.Squares, count).Clear();
    }

    // Two vectors at a time, so that the loops over the models cost little. A variance is not negative: its bits are in its order.
    [SkipLocalsInit]
    [MethodImpl(Simd.Kernel)]
    private static void Scan<TLanes, TFormat, TSubtract>(in Job job, int first, int last, ref VarianceCounts counts)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
    {
        var (share, low, high) = (TLanes.Create(1f / job.Models), TLanes.Create(job.Low), TLanes.Create(job.High));
        var width = TLanes.SubtractIntegers(high, low);
        var inputs = job.Inputs;
        var models = job.Models;
        float* differences = job.Differences, squares = job.Squares;
        // Of infinities none is above another.
        var above = TLanes.Create(float.IsFinite(job.High) ? MathF.BitIncrement(job.High) : float.NaN);
        var zeros = default(TLanes);
        var found = stackalloc ulong[Run + 1];
        var (numberFound, numberAbove) = (0, 0);
        for (var word = first; word < last; word++)
        {
            uint aboveBits = 0, insideBits = 0;
            for (var lane = 0; lane < KeptBits.Word; lane += 2 * TLanes.Count)
            {
                var (place, step) = (((nint)word * KeptBits.Word + lane) * TFormat.Size, TLanes.Count * TFormat.Size);
                TLanes origin0 = default, origin1 = default, sum0 = default, sum1 = default;
                if (TSubtract.IsYes) (origin0, origin1) = (TFormat.Load<TLanes>(job.Origin + place), TFormat.Load<TLanes>(job.Origin + place + step));
                var start0 = Difference<TLanes, TFormat, TSubtract>(inputs[0] + place, origin0);
                var start1 = Difference<TLanes, TFormat, TSubtract>(inputs[0] + place + step, origin1);
                var difference = differences + lane;
                start0.Store(difference);
                start1.Store(difference + TLanes.Count);
                for (var model = 1; model < models; model++)
                {
                    difference += KeptBits.Word;
                    var value0 = Difference<TLanes, TFormat, TSubtract>(inputs[model] + place, origin0);
                    var value1 = Difference<TLanes, TFormat, TSubtract>(inputs[model] + place + step, origin1);
                    value0.Store(difference);
                    value1.Store(difference + TLanes.Count);
                    sum0 += value0 - start0;
                    sum1 += value1 - start1;
                }

                var (mean0, mean1) = (sum0 * share, sum1 * share);
                var (spread0, spread1) = (mean0 * mean0, mean1 * mean1);
                difference = differences + lane;
                for (var model = 1; model < models; model++)
                {
                    difference += KeptBits.Word;
                    var distance0 = TLanes.Load(difference) - start0 - mean0;
                    var distance1 = TLanes.Load(difference + TLanes.Count) - start1 - mean1;
                    spread0 += distance0 * distance0;
                    spread1 += distance1 * distance1;
                }

                var (variance0, variance1) = (spread0 * share, spread1 * share);
                zeros = TLanes.CountSameBits(variance1, default, TLanes.CountSameBits(variance0, default, zeros));
                aboveBits |= (TLanes.BitsOfAtLeast(variance0, above) | (TLanes.BitsOfAtLeast(variance1, above) << TLanes.Count)) << lane;
                var (key0, key1) = (TLanes.SubtractIntegers(variance0, low), TLanes.SubtractIntegers(variance1, low));
                insideBits |= (TLanes.BitsOfAtMost(key0, width) | (TLanes.BitsOfAtMost(key1, width) << TLanes.Count)) << lane;
                difference = differences + lane;
                var square = squares + lane;
                for (var model = 0; model < models; model++, difference += KeptBits.Word, square += KeptBits.Word)
                {
                    var (value0, value1) = (TLanes.Load(difference), TLanes.Load(difference + TLanes.Count));
                    TLanes.AddIfGreater(variance0, high, TLanes.Load(square), value0 * value0).Store(square);
                    TLanes.AddIfGreater(variance1, high, TLanes.Load(square + TLanes.Count), value1 * value1).Store(square + TLanes.Count);
                }
            }

            job.Above[word] = aboveBits;
            numberAbove += BitOperations.PopCount(aboveBits);
            // Few words have something inside: which do is found without a branch.
            found[numberFound] = ((ulong)(uint)word << 32) | insideBits;
            numberFound += insideBits != 0 ? 1 : 0;
        }

        var next = job.Positions + counts.Inside;
        for (var k = 0; k < numberFound; k++)
        {
            var before = TLanes.Create(BitConverter.Int32BitsToSingle(-(int)(found[k] >> 32) * KeptBits.Word));
            for (var lane = 0; lane < KeptBits.Word; lane += TLanes.Count)
                next += TLanes.CompressBits((uint)found[k] >> lane, TLanes.SubtractIntegers(TLanes.Load(job.Lanes + lane), before), next);
        }

        counts.Zeros += TLanes.Total(zeros);
        counts.Above += numberAbove;
        counts.Inside = (int)(next - job.Positions);
    }

    // The models' elements at the positions found: few, and one by one cheaper than side by side with the rest. Where they overwrite their source, it lies at or behind their place.
    private static void Fetch<TFormat, TSubtract>(in Job job, int first, int last)
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
    {
        for (var i = first; i < last; i++)
        {
            var place = (nint)((int*)job.Positions)[i] * TFormat.Size;
            var origin = TSubtract.IsYes ? TFormat.Load<Lanes1>(job.Origin + place) : default;
            for (var model = 0; model < job.Models; model++) Difference<Lanes1, TFormat, TSubtract>(job.Inputs[model] + place, origin).Store(job.Elements + (model * job.Stride) + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Difference<TLanes, TFormat, TSubtract>(nint source, TLanes origin)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer => TSubtract.IsYes ? TFormat.Load<TLanes>((byte*)source) - origin : TFormat.Load<TLanes>((byte*)source);

    private readonly struct Job
    {
        public Job(in Block block, byte* origin, nint* inputs, int models, float low, float high, uint* above, float* words)
        {
            (Models, Low, High, Stride) = (models, low, high, block.Stride);
            Origin = origin;
            Inputs = inputs;
            Above = above;
            Differences = words;
            Squares = words + (models * KeptBits.Word);
            Lanes = Squares + (models * KeptBits.Word);
            for (var lane = 0; lane < KeptBits.Word; lane++) ((int*)Lanes)[lane] = lane;
            Positions = block.ScratchPointer(0);
            Elements = block.Pointer(1);
        }

        // With other inputs.
        public Job(in Job job, byte* origin, nint* inputs)
        {
            this = job;
            Origin = origin;
            Inputs = inputs;
        }

        public readonly byte* Origin;
        public readonly nint* Inputs;
        public readonly int Models;
        public readonly float Low;
        public readonly float High;
        public readonly uint* Above;
        public readonly float* Differences;
        public readonly float* Squares;
        public readonly float* Lanes;
        public readonly float* Positions;
        public readonly float* Elements;
        public readonly long Stride;
    }
}
