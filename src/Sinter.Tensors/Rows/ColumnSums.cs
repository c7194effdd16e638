using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>
/// Sums down the columns of a row-major matrix (the gradient of a bias), in two steps so that they do not depend on the number of workers: each range of rows (of a size that
/// does not depend on it either, best about a hundred) gives one row of partial sums, the partial rows are added in order.
/// </summary>
internal static unsafe class ColumnSums
{
    /// <summary>partial_j = Σ_r x[r, j] over the rows given.</summary>
    public static void Partial(float* x, float* partial, long rows, int columns)
    {
        if (Simd.Has512) Partial<FloatLanes512>(x, partial, rows, columns);
        else if (Simd.Has256) Partial<FloatLanes256>(x, partial, rows, columns);
        else Partial<FloatLanes128>(x, partial, rows, columns);
    }

    /// <summary>target_j = (accumulate ? target_j : 0) + Σ over the partial rows, added in double.</summary>
    public static void Reduce(float* partials, int count, int columns, float* target, bool accumulate)
    {
        for (var j = 0; j < columns; j++)
        {
            double sum = accumulate ? target[j] : 0;
            for (var r = 0; r < count; r++) sum += partials[(long)r * columns + j];
            target[j] = (float)sum;
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void Partial<V>(float* x, float* partial, long rows, int columns)
        where V : struct, IFloatLanes<V>
    {
        var j = 0;
        for (; j + 4 * V.Count <= columns; j += 4 * V.Count)
        {
            V a = V.Zero, b = V.Zero, c = V.Zero, d = V.Zero;
            var row = x + j;
            for (var r = 0L; r < rows; r++, row += columns)
            {
                a += V.Load(row);
                b += V.Load(row + V.Count);
                c += V.Load(row + 2 * V.Count);
                d += V.Load(row + 3 * V.Count);
            }

            a.Store(partial + j);
            b.Store(partial + j + V.Count);
            c.Store(partial + j + 2 * V.Count);
            d.Store(partial + j + 3 * V.Count);
        }

        for (; j < columns; j += V.Count)
        {
            var count = Math.Min(V.Count, columns - j);
            var sum = V.Zero;
            var row = x + j;
            if (count == V.Count)
            {
                for (var r = 0L; r < rows; r++, row += columns) sum += V.Load(row);
                sum.Store(partial + j);
            }
            else
            {
                for (var r = 0L; r < rows; r++, row += columns) sum += V.LoadSome(row, count);
                sum.StoreSome(partial + j, count);
            }
        }
    }
}
