using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>
/// Plane rotations of the rows of a matrix, sweep after sweep, kept back until there are enough: applied together, a strip of columns stays in the cache (and one vector
/// of each row pair in registers) while all sweeps run over it.
/// </summary>
internal unsafe struct RotationQueue<V>(double* rows, int order, double* memory)
    where V : struct, IDoubleLanes<V>
{
    private const int MostSweeps = 16;
    private readonly double* _cosines = memory;
    private readonly double* _sines = memory + (long)MostSweeps * order;
    private Sweeps _tops;
    private Sweeps _counts;
    private int _sweeps;
    private int _current;

    /// <summary>Doubles of memory that a queue needs.</summary>
    public static long MemoryLength(int order) => 2L * MostSweeps * order;

    /// <summary>Starts a sweep: rotations of the rows (top − 1, top), (top − 2, top − 1), ... follow in this order.</summary>
    public void Begin(int top)
    {
        _tops[_sweeps] = top;
        _current = 0;
    }

    /// <summary>The lower row l and the upper row h become c l − s h and s l + c h.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double c, double s)
    {
        var at = (long)_sweeps * order + _current++;
        _cosines[at] = c;
        _sines[at] = s;
    }

    /// <summary>Ends the sweep.</summary>
    public void End()
    {
        if (_current == 0) return;
        _counts[_sweeps++] = _current;
        if (_sweeps == MostSweeps) Flush();
    }

    /// <summary>Applies what is kept back.</summary>
    public void Flush()
    {
        var column = 0;
        for (; column + 4 * V.Count <= order; column += 4 * V.Count)
            for (var i = 0; i < _sweeps; i++)
                RotateStrip(rows + (long)_tops[i] * order + column, order, _cosines + (long)i * order, _sines + (long)i * order, _counts[i]);
        for (; column < order; column++)
            for (var i = 0; i < _sweeps; i++)
                RotateColumn(rows + (long)_tops[i] * order + column, order, _cosines + (long)i * order, _sines + (long)i * order, _counts[i]);
        _sweeps = 0;
    }

    [MethodImpl(Simd.Kernel)]
    private static void RotateStrip(double* high, int ld, double* cosines, double* sines, int count)
    {
        V h0 = V.Load(high), h1 = V.Load(high + V.Count), h2 = V.Load(high + 2 * V.Count), h3 = V.Load(high + 3 * V.Count);
        for (var q = 0; q < count; q++)
        {
            var low = high - ld;
            V c = V.All(cosines[q]), s = V.All(sines[q]), minus = V.All(-sines[q]);
            V l0 = V.Load(low), l1 = V.Load(low + V.Count), l2 = V.Load(low + 2 * V.Count), l3 = V.Load(low + 3 * V.Count);
            V.Fma(s, l0, c * h0).Store(high);
            V.Fma(s, l1, c * h1).Store(high + V.Count);
            V.Fma(s, l2, c * h2).Store(high + 2 * V.Count);
            V.Fma(s, l3, c * h3).Store(high + 3 * V.Count);
            // one multiply-add between two rotations, not two: h is what the next rotation waits for
            h0 = V.Fma(minus, h0, c * l0);
            h1 = V.Fma(minus, h1, c * l1);
            h2 = V.Fma(minus, h2, c * l2);
            h3 = V.Fma(minus, h3, c * l3);
            high = low;
        }

        h0.Store(high);
        h1.Store(high + V.Count);
        h2.Store(high + 2 * V.Count);
        h3.Store(high + 3 * V.Count);
    }

    [MethodImpl(Simd.Kernel)]
    private static void RotateColumn(double* high, int ld, double* cosines, double* sines, int count)
    {
        for (var q = 0; q < count; q++)
        {
            var low = high - ld;
            double h = *high, l = *low;
            *high = sines[q] * l + cosines[q] * h;
            *low = cosines[q] * l - sines[q] * h;
            high = low;
        }
    }

    [InlineArray(MostSweeps)]
    private struct Sweeps
    {
        private int _element;
    }
}
