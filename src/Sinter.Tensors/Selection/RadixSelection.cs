using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>
/// Finds the elements of given ranks among streamed floats, exactly, in two passes of counting: the upper 16 bits of all sort keys, then the lower 16 bits of those in
/// the bins that hold the ranks. Up to <see cref="SmallCount"/> elements are simply kept, which saves the second pass. So does, mostly, a sample shown first: then the first pass
/// counts value by value what lies around each rank; where the sample has misled, the two passes follow.
/// </summary>
internal sealed unsafe class RadixSelection : IDisposable
{
    /// <summary>Elements up to which a copy is cheaper than tables.</summary>
    public const int SmallCount = 32768;
    private const int LowBins = 65536;
    private readonly SortKey _key;
    private readonly int _workers;
    private readonly int _blocks;
    private readonly long _count;
    private readonly long[] _ranks;
    private readonly int[] _binOf;
    private readonly RankedValue?[] _found;
    private readonly long[] _zeros;
    private readonly List<HitBin> _bins = [];
    private readonly BracketCount?[] _brackets;
    private readonly Lock _gate = new();
    private MagnitudeSample? _sample;
    private bool _sampled;
    private long _seen;
    private SelectionPass _next;
    private CountTables? _tables;
    private SmallSelection? _small;

    /// <param name="key">The order.</param>
    /// <param name="count">Number of elements of a pass.</param>
    /// <param name="ranks">0 (smallest key) .. <paramref name="count"/> − 1, in any order.</param>
    /// <param name="workers">Workers that may accumulate at once.</param>
    /// <param name="blocks">Blocks to count ties in; 0 for none.</param>
    public RadixSelection(SortKey key, long count, ReadOnlySpan<long> ranks, int workers, int blocks)
    {
        (_key, _count, _workers, _blocks, _ranks) = (key, count, workers, blocks, ranks.ToArray());
        (_binOf, _found, _brackets) = (new int[ranks.Length], new RankedValue?[ranks.Length], new BracketCount?[ranks.Length]);
        _zeros = new long[workers];
        if (ranks.Length == 0) Pass = SelectionPass.Done;
        else if (count > SmallCount) _tables = new(workers, key.HighBins * SelectionKernels.Ways);
        else (_small, Pass) = (new((int)count, blocks), SelectionPass.Copy);
    }

    /// <summary>
    /// When it is set before the first pass ends, the number of zeros then decides the one rank asked for (the highest there is, if it is higher); by magnitude only.
    /// </summary>
    public Func<long, long>? RankFromZeros { get; init; }

    /// <summary>Number of zeros, after the first pass; by magnitude only.</summary>
    public long Zeros { get; private set; }

    /// <summary>Whether <see cref="AddSample"/> may be called for all pieces of a <see cref="MagnitudeSample"/> before the first pass.</summary>
    public bool WantsSample => Pass == SelectionPass.High && !_sampled && !_key.Signed && MagnitudeSample.Pays(_count);

    /// <summary>What the next pass over the elements is for.</summary>
    public SelectionPass Pass { get; private set; } = SelectionPass.High;

    /// <summary>The element of rank number <paramref name="index"/>.</summary>
    /// <exception cref="InvalidOperationException">The selection has not seen all its passes.</exception>
    public RankedValue this[int index] => _found[index] ?? throw new InvalidOperationException("The selection has not seen all its passes.");

    /// <summary>The bracket of a rank, while the pass counts it.</summary>
    public BracketCount? Bracket(int rank) => _brackets[rank];

    /// <summary>Takes a piece of the sample; different ones may come at once.</summary>
    public void AddSample(int piece, ReadOnlySpan<float> values)
    {
        lock (_gate) _sample ??= new MagnitudeSample(_count);
        if (!_sample.Add(piece, MemoryMarshal.Cast<float, uint>(values))) return;
        var zeros = (long)(_sample.Zeros * _count);
        var guess = RankFromZeros?.Invoke(zeros);
        // How much the rank moves with the number of zeros, from what is beside.
        var slope = RankFromZeros is null ? 0 : Math.Abs(RankFromZeros(_count / 2 + (zeros / 2)) - RankFromZeros(zeros / 2)) / (_count / 2.0);
        for (var i = 0; i < _ranks.Length; i++)
        {
            var bracket = _sample.Around((double)(guess ?? _ranks[i]) / _count, slope);
            _brackets[i] = new BracketCount(bracket, _workers, _blocks);
        }

        (Pass, _sampled) = (SelectionPass.Bracket, true);
        _sample.Dispose();
        _sample = null;
    }

    /// <summary>Takes the elements of a block into the pass; calls at once have different workers.</summary>
    public void Accumulate(ReadOnlySpan<float> values, int worker, int block)
    {
        if (Pass == SelectionPass.Done || values.IsEmpty) return;
        fixed (float* pointer = values)
        {
            if (_small is not null) _small.Add(_key, MemoryMarshal.Cast<float, uint>(values), block);
            else if (Pass == SelectionPass.Bracket) CountBrackets(pointer, values.Length, worker, block);
            else if (_tables is not null && Pass == SelectionPass.High) CountHigh(pointer, values.Length, worker);
            else if (_tables is not null) CountLow(pointer, values.Length, worker, block);
        }

        // Whoever brings the last elements gives the tables back: of the tensors of a pass, only those being read hold any.
        if (Interlocked.Add(ref _seen, values.Length) == _count) Finish();
    }

    /// <summary>Whether a pass may come through <see cref="AccumulateDifferences"/>.</summary>
    public bool TakesDifferences => Pass == SelectionPass.Bracket && RankFromZeros is null;

    /// <summary>Takes the elements W − B of a block whose weights are still as stored; the order among them does not matter.</summary>
    public void AccumulateDifferences(ElementType type, byte* origin, byte* model, int count, int worker, int block)
    {
        if (type is ElementType.BF16) CountBrackets(new DifferenceSource<BFloat16Format>(origin, model), count, worker, block);
        else if (type is ElementType.F16) CountBrackets(new DifferenceSource<Float16Format>(origin, model), count, worker, block);
        else CountBrackets(new DifferenceSource<Float32Format>(origin, model), count, worker, block);

        if (Interlocked.Add(ref _seen, count) == _count) Finish();
    }

    /// <summary>Ends a pass.</summary>
    /// <exception cref="InvalidOperationException">The pass did not see as many elements as there are.</exception>
    public void CompletePass()
    {
        if (Pass == SelectionPass.Done) return;
        if (_seen != _count) throw new InvalidOperationException($"A selection among {_count} elements saw {_seen} in a pass.");
        _seen = 0;
        Pass = _next;
        if (Pass == SelectionPass.Low) _tables = new(_workers, _bins.Count * LowBins);
    }

    /// <summary>Makes all passes over elements in memory and returns the element of the first rank.</summary>
    public float Run(ReadOnlySpan<float> values)
    {
        while (Pass != SelectionPass.Done)
        {
            Accumulate(values, worker: 0, block: 0);
            CompletePass();
        }

        return ValueOf(0);
    }

    /// <summary>The element of rank number <paramref name="index"/> as a float.</summary>
    public float ValueOf(int index) => BitConverter.UInt32BitsToSingle(_key.BitsOf(this[index].Key));

    /// <summary>How many elements of a block equal the element of a rank, or −1 when nobody counted.</summary>
    public int TiesIn(int block, int rank)
    {
        if (_small is not null) return _small.Count(block, this[rank].Key);
        if (_brackets[rank] is { } bracket) return bracket.TiesIn(block, this[rank].Key);
        return _binOf[rank] < 0 ? -1 : _bins[_binOf[rank]].Ties?.Count(block, (ushort)this[rank].Key) ?? -1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tables?.Dispose();
        _small?.Dispose();
        _sample?.Dispose();
        foreach (var bracket in _brackets) bracket?.Dispose();
        (_tables, _small, _sample) = (null, null, null);
    }

    private void Finish()
    {
        _next = SelectionPass.Done;
        if (_small is not null) FindSmall(_small);
        else if (Pass == SelectionPass.Bracket) FindBetween();
        else if (Pass == SelectionPass.High) FindBins();
        else FindValues();
        if (_next == SelectionPass.High) return;
        _tables?.Dispose();
        _tables = null;
    }

    private void DecideRank(long zeros)
    {
        Zeros = zeros;
        if (RankFromZeros is not null) _ranks[0] = Math.Min(RankFromZeros(zeros), _count - 1);
    }

    private void FindSmall(SmallSelection small)
    {
        DecideRank(small.Zeros);
        for (var i = 0; i < _ranks.Length; i++) _found[i] = small.Find(_ranks[i]);
    }

    private void CountBrackets<TSource>(TSource source, int count, int worker, int block)
        where TSource : struct, IValueSource<TSource>
    {
        var next = 0;
        for (; next < _brackets.Length - 1; next += 2) _brackets[next]!.Accumulate(_brackets[next + 1]!, source, count, worker, block);
        if (next < _brackets.Length) _brackets[next]!.Accumulate(source, count, worker, block);
    }

    private void CountBrackets(float* values, int count, int worker, int block)
    {
        foreach (var bracket in _brackets) bracket!.Accumulate(values, count, worker, block);
        if (RankFromZeros is not null) _zeros[worker] += SelectionKernels.CountMagnitude(new(values, count), 0);
    }

    // One rank missed: all start again, as if there had been no sample.
    private void FindBetween()
    {
        DecideRank(_zeros.Sum());
        for (var i = 0; i < _ranks.Length && _next != SelectionPass.High; i++)
        {
            _binOf[i] = -1;
            _found[i] = _brackets[i]!.Find(_ranks[i], out var bin);
            if (_found[i] is null) _next = SelectionPass.High;
            if (bin is null) continue;
            (_found[i], _binOf[i]) = (null, _bins.Count);
            _bins.Add(bin);
            _next = SelectionPass.Low;
        }

        if (_next == SelectionPass.High) _bins.Clear();
        for (var i = 0; i < _ranks.Length; i++)
        {
            _brackets[i]!.Release();
            if (_next != SelectionPass.High && _binOf[i] < 0) continue;
            _brackets[i]!.Dispose();
            (_brackets[i], _found[i]) = (null, null);
        }

        Array.Clear(_zeros);
    }

    private void CountHigh(float* values, int count, int worker)
    {
        fixed (uint* table = _tables!.Open(worker, count)) SelectionKernels.CountHigh(_key, (uint*)values, count, table);
        if (!_key.Signed) _zeros[worker] += SelectionKernels.CountMagnitude(new(values, count), 0);
    }

    private void FindBins()
    {
        var counts = _tables!.Complete();
        var bins = counts[.._key.HighBins];
        for (var way = 1; way < SelectionKernels.Ways; way++)
            TensorPrimitives.Add(bins, counts.Slice(way * bins.Length, bins.Length), bins);
        var zeros = _zeros.Sum();
        DecideRank(zeros);
        for (var i = 0; i < _ranks.Length; i++)
        {
            var (high, below) = Find(bins, _ranks[i]);
            if (!_key.Signed && high == 0 && bins[0] == zeros)
            {
                // Nothing but zeros in the bin: a task vector of few changed weights needs no second pass.
                (_found[i], _binOf[i]) = (new(0, 0, zeros), -1);
                continue;
            }

            var prefix = (uint)high << 16;
            _binOf[i] = _bins.FindIndex(bin => bin.Prefix == prefix);
            if (_binOf[i] >= 0) continue;
            _binOf[i] = _bins.Count;
            _bins.Add(new(prefix, _key.Mask & 0xFFFF0000u, below, _blocks == 0 ? null : new(_blocks)));
        }

        if (_bins.Count > 0) _next = SelectionPass.Low;
    }

    private void CountLow(float* values, int count, int worker, int block)
    {
        var hits = stackalloc uint[SelectionKernels.HitsLength];
        fixed (uint* tables = _tables!.Open(worker, count))
        {
            for (var start = 0; start < count; start += SelectionKernels.ChunkLength)
            {
                var length = Math.Min(SelectionKernels.ChunkLength, count - start);
                for (var bin = 0; bin < _bins.Count; bin++)
                {
                    var found = SelectionKernels.Collect(values + start, length, _bins[bin].Mask, _key.BitsOf(_bins[bin].Prefix) & _bins[bin].Mask, (float*)hits);
                    CountRuns(new(hits, found), tables + (bin * LowBins), _bins[bin].Ties, block);
                }
            }
        }
    }

    // Differences of 16-bit weights take few values: runs of equal ones are counted at once.
    private void CountRuns(ReadOnlySpan<uint> hits, uint* table, BlockTies? ties, int block)
    {
        for (var i = 0; i < hits.Length;)
        {
            var first = i;
            while (++i < hits.Length && ((hits[i] ^ hits[first]) & _key.Mask) == 0)
            {
            }

            var low = (ushort)_key.Of(hits[first]);
            table[low] += (uint)(i - first);
            ties?.Add(block, low, i - first);
        }
    }

    private void FindValues()
    {
        var counts = _tables!.Complete();
        for (var i = 0; i < _ranks.Length; i++)
        {
            if (_binOf[i] < 0) continue;
            var bin = _bins[_binOf[i]];
            var bins = counts.Slice(_binOf[i] * LowBins, LowBins);
            var (low, below) = Find(bins, _ranks[i] - bin.Below);
            _found[i] = new((bin.Prefix & 0xFFFF0000u) | (uint)low, bin.Below + below, bins[low]);
        }
    }

    private static (int Bin, long Below) Find(ReadOnlySpan<long> counts, long rank)
    {
        var below = 0L;
        for (var bin = 0; ; below += counts[bin++])
            if (below + counts[bin] > rank) return (bin, below);
    }
}
