using System.Buffers;

namespace Sinter.Tensors;

/// <summary>
/// Magnitudes from evenly spread pieces of a tensor, from which a selection guesses two magnitudes that have the one of a rank between them. Pieces may differ, as rows of a matrix
/// do: how much tells how far the guess may be off.
/// </summary>
internal sealed class MagnitudeSample : IDisposable
{
    /// <summary>Number of pieces.</summary>
    public const int Pieces = 64;

    /// <summary>Elements of a piece.</summary>
    public const int PieceLength = 256;

    /// <summary>Elements of the sample.</summary>
    public const int Length = Pieces * PieceLength;

    // Standard errors between the guess and either end. Once in a thousand times the guess is wrong and a tensor is read again; a wider one costs every tensor.
    private const double Margin = 3.3;

    // Of a tensor: the share of elements above which no vector can be passed over.
    private const double RareShare = 1.0 / 40;
    private readonly SmallSelection _keys = new(Length, Pieces);
    private readonly uint[] _inOrder = ArrayPool<uint>.Shared.Rent(Length);
    private int _seen;

    /// <summary>Whether a tensor is so large that a sample costs little beside a pass, and not too large for its counts.</summary>
    public static bool Pays(long count) => count is >= 64L * Length and <= int.MaxValue;

    /// <summary>The first element of a piece. Each lies at another place of its part of the tensor, so that they do not all see the same columns.</summary>
    public static long Offset(long count, int piece)
    {
        var part = count / Pieces;
        return (piece * part) + ((uint)piece * 0x9E3779B1L % (part - PieceLength + 1));
    }

    /// <summary>Takes a piece, once; different ones may come at once. True for the last one.</summary>
    public bool Add(int piece, ReadOnlySpan<uint> bits)
    {
        var key = new SortKey(Signed: false);
        _keys.Add(key, bits, piece);
        for (var i = 0; i < PieceLength; i++) _inOrder[(piece * PieceLength) + i] = key.Of(bits[i]);
        return Interlocked.Increment(ref _seen) == Pieces;
    }

    /// <summary>Share of zeros.</summary>
    public double Zeros => (double)_keys.Zeros / Length;

    /// <summary>
    /// The keys between which the element lies that has this share of the tensor below it, with its share of zeros a further source of error if <paramref name="zerosMatter"/>.
    /// </summary>
    public MagnitudeBracket Around(double share, bool zerosMatter)
    {
        var middle = _keys.Find(Rank(share)).Key;
        var error = Margin * (StandardError(middle) + (zerosMatter ? StandardError(1) : 0)) + (2.0 / Length);
        var (low, high) = (_keys.Find(Rank(share - error)).Key, _keys.Find(Rank(share + error)).Key);
        var (first, second) = MostFrequent(low, high);
        return new MagnitudeBracket(low, high, first, second, Rare: low > 1 && 1 - ShareBelow(low) < RareShare);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _keys.Dispose();
        ArrayPool<uint>.Shared.Return(_inOrder);
    }

    // The keys that have at least a hundredth of the sample, two at most.
    private (uint First, uint Second) MostFrequent(uint low, uint high)
    {
        var inside = ArrayPool<uint>.Shared.Rent(Length);
        var count = 0;
        foreach (var key in _inOrder.AsSpan(0, Length))
            if (key >= low && key <= high) inside[count++] = key;
        inside.AsSpan(0, count).Sort();
        var (first, second) = ((Key: MagnitudeBracket.None, Count: Length / 100), (Key: MagnitudeBracket.None, Count: Length / 100));
        for (int i = 0, start = 0; i < count; i++)
        {
            if (i + 1 < count && inside[i + 1] == inside[i]) continue;
            var run = (Key: inside[i], Count: i + 1 - start);
            if (run.Count > first.Count) (first, second) = (run, first);
            else if (run.Count > second.Count) second = run;
            start = i + 1;
        }

        ArrayPool<uint>.Shared.Return(inside);
        return (first.Key, second.Key);
    }

    private static long Rank(double share) => (long)Math.Clamp(share * Length, 0, Length - 1);

    private double ShareBelow(uint key)
    {
        var below = 0;
        foreach (var other in _inOrder.AsSpan(0, Length)) below += other < key ? 1 : 0;
        return (double)below / Length;
    }

    // Of the share of keys below a key: from the spread of that share over the pieces, at least that of independent elements.
    private double StandardError(uint key)
    {
        double sum = 0, squares = 0;
        for (var piece = 0; piece < Pieces; piece++)
        {
            var below = 0;
            foreach (var other in _inOrder.AsSpan(piece * PieceLength, PieceLength)) below += other < key ? 1 : 0;
            var share = (double)below / PieceLength;
            sum += share;
            squares += share * share;
        }

        var mean = sum / Pieces;
        var ofPieces = Math.Max(0, (squares - (sum * mean)) / (Pieces - 1)) / Pieces;
        return Math.Sqrt(Math.Max(ofPieces, mean * (1 - mean) / Length));
    }
}
