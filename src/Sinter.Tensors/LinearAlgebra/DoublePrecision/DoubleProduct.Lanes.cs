using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary><see cref="DoubleProduct"/> on one instruction set: packed blocks as in <see cref="BlockedProduct{TKernel}"/>, a register tile of 6 rows × 2 vectors.</summary>
internal static unsafe class DoubleProduct<V, TA, TB>
    where V : struct, IDoubleLanes<V>
    where TA : unmanaged
    where TB : unmanaged
{
    public const long ScratchLength = DepthBlock * (RowBlock + ColumnBlock) + Rows * WidestTile;
    private const int Rows = 6;
    private const int WidestTile = 16;
    private const int DepthBlock = 256;
    private const int RowBlock = 96;
    private const int ColumnBlock = 512;

    private static int Columns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * V.Count;
    }

    public static void Run(in DoubleTask<TA, TB> task, double* scratch)
    {
        double* tile = scratch, packedA = tile + Rows * WidestTile, packedB = packedA + DepthBlock * RowBlock;
        if (task.K == 0 && !task.Accumulate)
            for (var i = 0; i < task.M; i++) new Span<double>(task.C + (long)i * task.LdC, task.N).Clear();

        for (var j = 0; j < task.N; j += ColumnBlock)
        {
            var columns = Math.Min(ColumnBlock, task.N - j);
            for (var p = 0; p < task.K; p += DepthBlock)
            {
                var depth = Math.Min(DepthBlock, task.K - p);
                for (var c = 0; c < columns; c += Columns)
                    Pack(task.TransposeB, task.B, task.LdB, j + c, p, Math.Min(Columns, columns - c), depth, packedB + (long)c * depth, Columns);
                var firstRow = task.LowerOnly ? j / Rows * Rows : 0;
                for (var i = firstRow; i < task.M; i += RowBlock)
                {
                    var rows = Math.Min(RowBlock, task.M - i);
                    for (var r = 0; r < rows; r += Rows)
                        Pack(!task.TransposeA, task.A, task.LdA, i + r, p, Math.Min(Rows, rows - r), depth, packedA + (long)r * depth, Rows);
                    MultiplyPacked(task, i, j, rows, columns, depth, packedA, packedB, task.Accumulate || p > 0, tile);
                }
            }
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void MultiplyPacked(in DoubleTask<TA, TB> task, int row, int column, int rows, int columns, int depth, double* a, double* b, bool accumulate, double* tile)
    {
        for (var j = 0; j < columns; j += Columns)
            for (var i = 0; i < rows; i += Rows)
            {
                if (task.LowerOnly && column + j > row + i + Rows - 1) continue;
                var c = task.C + (long)(row + i) * task.LdC + column + j;
                int height = Math.Min(Rows, rows - i), width = Math.Min(Columns, columns - j);
                if (height == Rows && width == Columns)
                {
                    Multiply(depth, a + (long)i * depth, b + (long)j * depth, c, task.LdC, task.Scale, accumulate);
                    continue;
                }

                Multiply(depth, a + (long)i * depth, b + (long)j * depth, tile, Columns, task.Scale, false);
                for (var r = 0; r < height; r++)
                    for (var q = 0; q < width; q++)
                        c[(long)r * task.LdC + q] = tile[r * Columns + q] + (accumulate ? c[(long)r * task.LdC + q] : 0);
            }
    }

    // target[p · width + r] = element r of line p; lines are the stored rows, or the stored columns when rows run across.
    [MethodImpl(Simd.Kernel)]
    private static void Pack<T>(bool across, T* source, int ld, int first, int start, int count, int depth, double* target, int width)
        where T : unmanaged
    {
        if (!across)
        {
            for (var p = 0; p < depth; p++, target += width)
            {
                var line = source + (long)(start + p) * ld + first;
                var r = 0;
                for (; r + V.Count <= count; r += V.Count) Load(line + r).Store(target + r);
                for (; r < count; r++) target[r] = Widen(line[r]);
                for (; r < width; r++) target[r] = 0;
            }

            return;
        }

        var q = 0;
        for (; q + 2 <= count; q += 2)
        {
            T* line = source + (long)(first + q) * ld + start, next = line + ld;
            var t = target + q;
            for (var p = 0; p < depth; p++, t += width)
            {
                t[0] = Widen(line[p]);
                t[1] = Widen(next[p]);
            }
        }

        for (; q < width; q++)
        {
            var line = source + (long)(first + q) * ld + start;
            var t = target + q;
            if (q < count)
                for (var p = 0; p < depth; p++, t += width) *t = Widen(line[p]);
            else
                for (var p = 0; p < depth; p++, t += width) *t = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load<T>(T* source)
        where T : unmanaged => typeof(T) == typeof(float) ? V.Load((float*)source) : V.Load((double*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Widen<T>(T value)
        where T : unmanaged => typeof(T) == typeof(float) ? (float)(object)value : (double)(object)value;

    [MethodImpl(Simd.Kernel)]
    private static void Multiply(int k, double* a, double* b, double* c, int ldc, double scale, bool accumulate)
    {
        V c0x = V.Zero, c0y = V.Zero, c1x = V.Zero, c1y = V.Zero, c2x = V.Zero, c2y = V.Zero;
        V c3x = V.Zero, c3y = V.Zero, c4x = V.Zero, c4y = V.Zero, c5x = V.Zero, c5y = V.Zero;
        for (; k > 0; k--)
        {
            V x = V.Load(b), y = V.Load(b + V.Count);
            var s = V.All(a[0]);
            c0x = V.Fma(s, x, c0x);
            c0y = V.Fma(s, y, c0y);
            s = V.All(a[1]);
            c1x = V.Fma(s, x, c1x);
            c1y = V.Fma(s, y, c1y);
            s = V.All(a[2]);
            c2x = V.Fma(s, x, c2x);
            c2y = V.Fma(s, y, c2y);
            s = V.All(a[3]);
            c3x = V.Fma(s, x, c3x);
            c3y = V.Fma(s, y, c3y);
            s = V.All(a[4]);
            c4x = V.Fma(s, x, c4x);
            c4y = V.Fma(s, y, c4y);
            s = V.All(a[5]);
            c5x = V.Fma(s, x, c5x);
            c5y = V.Fma(s, y, c5y);
            a += Rows;
            b += Columns;
        }

        var factor = V.All(scale);
        Store(ref c, ldc, factor, accumulate, c0x, c0y);
        Store(ref c, ldc, factor, accumulate, c1x, c1y);
        Store(ref c, ldc, factor, accumulate, c2x, c2y);
        Store(ref c, ldc, factor, accumulate, c3x, c3y);
        Store(ref c, ldc, factor, accumulate, c4x, c4y);
        Store(ref c, ldc, factor, accumulate, c5x, c5y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref double* c, int ldc, V scale, bool accumulate, V x, V y)
    {
        x *= scale;
        y *= scale;
        if (accumulate)
        {
            x += V.Load(c);
            y += V.Load(c + V.Count);
        }

        x.Store(c);
        y.Store(c + V.Count);
        c += ldc;
    }
}
