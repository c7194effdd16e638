using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>
/// Magnitudes from evenly spread pieces of a tensor, from which a selection guesses two magnitudes that have the one of a rank between them. Pieces may differ, as rows of a matrix
/// do: how much tells how far the guess may be off.
/// </summary>
internal sealed unsafe class MagnitudeSample : IDisposable
{
    /// <summary>Number of pieces: each costs a system call an input.</summary>
    public const int Pieces = 32;

    /// <summary>Elements of the smallest tensor for which a sample costs little beside a pass.</summary>
    public const long LeastCount = Share * Pieces * ShortPiece;

    // A sample is at most one element in this many.
    private const long Share = 64;

    // Longer ones find closer magnitudes, so that fewer elements lie between them, and pay in larger tensors.
    private const int ShortPiece = 512;
    private const int LongPiece = 2048;

    // Standard errors between the guess and either end. Once in a thousand times the guess is wrong and a tensor is read again; a wider one costs every tensor.
    private const double Margin = 3.3;

    // So narrow that sorting what is in one costs little.
    private const int Bins = 1 << (31 - BinShift);
    private const int BinShift = 17;
    private readonly int _pieceLength;
    private readonly int _length;
    private readonly uint[] _keys;
    private readonly uint[] _near;
    private int[]? _bins;
    private int _seen;

    /// <param name="count">Elements of the tensor.</param>
    public MagnitudeSample(long count)
    {
        _pieceLength = PieceLength(count);
        _length = Pieces * _pieceLength;
        _keys = ArrayPool<uint>.Shared.Rent(_length);
        _near = ArrayPool<uint>.Shared.Rent(_length + BracketKernel.HitsLength);
    }

    /// <summary>Whether a tensor is so large that a sample costs little beside a pass, and not too large for its counts.</summary>
    public static bool Pays(long count) => count is >= LeastCount and <= int.MaxValue;

    /// <summary>Elements of a piece.</summary>
    public static int PieceLength(long count) => count >= Share * Pieces * LongPiece ? LongPiece : ShortPiece;

    /// <summary>The first element of a piece. Each lies at another place of its part of the tensor, so that they do not all see the same columns.</summary>
    public static long Offset(long count, int piece)
    {
        var part = count / Pieces;
        return (piece * part) + ((uint)piece * 0x9E3779B1L % (part - PieceLength(count) + 1));
    }

    /// <summary>Takes a piece, once; different ones may come at once. True for the last one.</summary>
    public bool Add(int piece, ReadOnlySpan<uint> bits)
    {
        TensorPrimitives.BitwiseAnd(bits, 0x7FFFFFFFu, _keys.AsSpan(piece * _pieceLength, _pieceLength));
        return Interlocked.Increment(ref _seen) == Pieces;
    }

    /// <summary>Share of zeros.</summary>
    public double Zeros => (double)_keys.AsSpan(0, _length).Count(0u) / _length;

    /// <summary>
    /// The keys between which the element lies that has this share of the tensor below it, when that share depends on the share of zeros: by how much, <paramref name="zerosWeight"/> says,
    /// is a further source of error.
    /// </summary>
    public MagnitudeBracket Around(double share, double zerosWeight = 0)
    {
        var middle = Between(Rank(share), Rank(share), out var before)[Rank(share) - before];
        var error = Margin * (StandardError(middle) + (zerosWeight > 0 ? zerosWeight * StandardError(1) : 0)) + (2.0 / _length);
        var (from, to) = (Rank(share - error), Rank(share + error));
        var near = Between(from, to, out before);
        var (low, high) = (near[from - before], near[to - before]);
        var (start, end) = (near.IndexOf(low), near.LastIndexOf(high) + 1);
        var (first, second) = MostFrequent(near[start..end]);
        return new MagnitudeBracket(low, high, first, second);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<uint>.Shared.Return(_keys);
        ArrayPool<uint>.Shared.Return(_near);
        if (_bins is not null) ArrayPool<int>.Shared.Return(_bins);
    }

    // The keys that have at least a hundredth of the sample, two at most.
    private (uint First, uint Second) MostFrequent(ReadOnlySpan<uint> inOrder)
    {
        var (first, second) = ((Key: MagnitudeBracket.None, Count: _length / 100), (Key: MagnitudeBracket.None, Count: _length / 100));
        for (int i = 0, start = 0; i < inOrder.Length; i++)
        {
            if (i + 1 < inOrder.Length && inOrder[i + 1] == inOrder[i]) continue;
            var run = (Key: inOrder[i], Count: i + 1 - start);
            if (run.Count > first.Count) (first, second) = (run, first);
            else if (run.Count > second.Count) second = run;
            start = i + 1;
        }

        return (first.Key, second.Key);
    }

    private int Rank(double share) => (int)Math.Clamp(share * _length, 0, _length - 1);

    // In order, the keys of the bins that hold two ranks and of those in between; and how many keys come before them.
    private Span<uint> Between(int from, int to, out int before)
    {
        var bins = _bins ??= Count();
        before = 0;
        var first = 0;
        while (before + bins[first] <= from) before += bins[first++];
        var (last, end) = (first, before + bins[first]);
        while (end <= to) end += bins[++last];
        var bracket = new MagnitudeBracket((uint)first << BinShift, (((uint)last + 1) << BinShift) - 1);
        var found = 0;
        fixed (uint* keys = _keys, near = _near)
        {
            for (var start = 0; start < _length; start += BracketKernel.RunLength)
            {
                var hits = new BracketHits((float*)near + found);
                BracketKernel.Collect(new FloatSource((float*)keys + start), Math.Min(BracketKernel.RunLength, _length - start), bracket, ref hits);
                found += hits.Length;
            }
        }

        var result = _near.AsSpan(0, found);
        result.Sort();
        return result;
    }

    [MethodImpl(Simd.Kernel)]
    private int[] Count()
    {
        var bins = ArrayPool<int>.Shared.Rent(Bins);
        bins.AsSpan(0, Bins).Clear();
        foreach (var key in _keys.AsSpan(0, _length)) bins[key >> BinShift]++;
        return bins;
    }

    // Of the share of keys below a key: from the spread of that share over the pieces, at least that of independent elements.
    private double StandardError(uint key)
    {
        if (key == 0) return 0;
        double sum = 0, squares = 0;
        var most = BitConverter.UInt32BitsToSingle(key - 1);
        fixed (uint* keys = _keys)
        {
            for (var piece = 0; piece < Pieces; piece++)
            {
                var share = (double)SelectionKernels.CountAtMost(new((float*)keys + (piece * _pieceLength), _pieceLength), most) / _pieceLength;
                sum += share;
                squares += share * share;
            }
        }

        var mean = sum / Pieces;
        var ofPieces = Math.Max(0, (squares - (sum * mean)) / (Pieces - 1)) / Pieces;
        return Math.Sqrt(Math.Max(ofPieces, mean * (1 - mean) / _length));
    }
}
