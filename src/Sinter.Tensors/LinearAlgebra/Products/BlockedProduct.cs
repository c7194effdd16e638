using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sinter.Tensors;

/// <summary>
/// The driver around a kernel, after Goto and van de Geijn: for each block of columns and of k, B is packed once into a buffer that all workers share (third-level cache);
/// each worker packs a block of rows of A into its own buffer (second level) and multiplies the two tile by tile. k is split by size alone, so every element of C is the same
/// sum in the same order for any number of workers.
/// </summary>
internal sealed unsafe class BlockedProduct<TKernel>(WorkerPool? pool) : ProductEngine
    where TKernel : struct, IProductKernel
{
    private const int ColumnBlock = 2048;
    private const double FlopsWorthSharing = 2e6;
    private readonly NativeBuffer<float>?[] _packedA = new NativeBuffer<float>?[pool?.Workers ?? 1];
    private NativeBuffer<float>? _packedB;
    private ProductTask _task;
    private bool _packing;
    private bool _accumulate;
    private int _column;
    private int _columns;
    private int _depth;
    private int _start;
    private int _rowsPerBlock;
    private int _columnParts;

    /// <inheritdoc/>
    public override void Run(in ProductTask task)
    {
        if (pool is null && DirectProduct.Suits(task) && TKernel.Rows == DirectProduct.PackingRows)
        {
            Grow(ref _packedB, DirectProduct.PanelLength);
            DirectProduct.Run(task, _packedB!.Pointer);
            return;
        }

        _task = task;
        var workers = 2.0 * task.M * task.N * task.K < FlopsWorthSharing ? 1 : _packedA.Length;
        var steps = (task.K + TKernel.DepthBlock - 1) / TKernel.DepthBlock;
        var depth = Math.Min(task.K, RoundUp((task.K + steps - 1) / steps, 4));
        _rowsPerBlock = RowsPerBlock(task.M, workers);
        var rowBlocks = (task.M + _rowsPerBlock - 1) / _rowsPerBlock;
        Grow(ref _packedB, (long)depth * RoundUp(Math.Min(task.N, ColumnBlock), TKernel.Columns));

        for (_column = 0; _column < task.N; _column += ColumnBlock)
        {
            _columns = Math.Min(ColumnBlock, task.N - _column);
            var panels = (_columns + TKernel.Columns - 1) / TKernel.Columns;
            // With too few row blocks for all workers the columns are shared out as well.
            _columnParts = rowBlocks >= workers ? 1 : Math.Min(panels, (workers + rowBlocks - 1) / rowBlocks);
            for (_start = 0; _start < task.K; _start += depth)
            {
                _depth = Math.Min(depth, task.K - _start);
                _accumulate = task.Accumulate || _start > 0;
                _packing = true;
                Share(panels, workers);
                _packing = false;
                Share(rowBlocks * _columnParts, workers);
            }
        }
    }

    /// <inheritdoc/>
    public override void Execute(int index, int worker)
    {
        if (_packing) PackPanel(index);
        else MultiplyBlock(index / _columnParts, index % _columnParts, worker);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _packedB?.Dispose();
        foreach (var buffer in _packedA) buffer?.Dispose();
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private static void Grow(ref NativeBuffer<float>? buffer, long length)
    {
        if (buffer is not null && buffer.Length >= length) return;
        buffer?.Dispose();
        buffer = new NativeBuffer<float>(length);
    }

    // At least two blocks a worker, and as many for each, so that none waits long at the end.
    private static int RowsPerBlock(int rows, int workers)
    {
        var blocks = Math.Max(workers > 1 ? 2 * workers : 1, (rows + TKernel.RowBlock - 1) / TKernel.RowBlock);
        if (blocks % workers != 0) blocks += workers - blocks % workers;
        return Math.Min(TKernel.RowBlock, RoundUp((rows + blocks - 1) / blocks, TKernel.Rows));
    }

    private void Share(int items, int workers)
    {
        if (workers > 1) pool!.Run(items, this);
        else
            for (var i = 0; i < items; i++) Execute(i, 0);
    }

    private void PackPanel(int panel)
    {
        var first = panel * TKernel.Columns;
        var columns = Math.Min(TKernel.Columns, _columns - first);
        var target = _packedB!.Pointer + (long)first * _depth;
        var column = _column + first;
        if (_task.TransposeB) TKernel.PackTransposed(_task.B + (long)column * _task.LdB + _start, _task.LdB, columns, _depth, target, TKernel.Columns, TKernel.Columns);
        else Packing.Straight(_task.B + (long)_start * _task.LdB + column, _task.LdB, columns, _depth, target, TKernel.Columns);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MultiplyBlock(int block, int part, int worker)
    {
        var perPart = RoundUp((_columns + _columnParts - 1) / _columnParts, TKernel.Columns);
        var from = part * perPart;
        var columns = Math.Min(_columns - from, perPart);
        if (columns <= 0) return;

        var tileLength = TKernel.Rows * TKernel.Columns;
        ref var buffer = ref _packedA[worker];
        Grow(ref buffer, tileLength + (long)_rowsPerBlock * _depth);
        var tile = buffer!.Pointer;
        var packedA = tile + tileLength;

        var firstRow = block * _rowsPerBlock;
        var rows = Math.Min(_rowsPerBlock, _task.M - firstRow);
        for (var r = 0; r < rows; r += TKernel.Rows)
        {
            var row = firstRow + r;
            var count = Math.Min(TKernel.Rows, rows - r);
            var target = packedA + (long)r * _depth;
            if (_task.TransposeA) Packing.Straight(_task.A + (long)_start * _task.LdA + row, _task.LdA, count, _depth, target, TKernel.Rows);
            else TKernel.PackTransposed(_task.A + (long)row * _task.LdA + _start, _task.LdA, count, _depth, target, TKernel.Rows, TKernel.Rows);
        }

        var c = _task.C + (long)firstRow * _task.LdC + _column + from;
        MultiplyPacked(rows, columns, _depth, packedA, _packedB!.Pointer + (long)from * _depth, c, _task.LdC, _accumulate, tile);
    }

    // One packed block of A times a run of packed panels of B: a panel stays in the first-level cache while all rows pass by.
    [MethodImpl(Simd.Kernel)]
    private static void MultiplyPacked(int rows, int columns, int depth, float* a, float* b, float* c, int ldc, bool accumulate, float* tile)
    {
        for (var j = 0; j < columns; j += TKernel.Columns, b += (long)TKernel.Columns * depth)
        {
            var width = Math.Min(TKernel.Columns, columns - j);
            for (var i = 0; i < rows; i += TKernel.Rows)
            {
                var height = Math.Min(TKernel.Rows, rows - i);
                var target = c + (long)i * ldc + j;
                var panel = a + (long)i * depth;
                if (height == TKernel.Rows && width == TKernel.Columns) TKernel.Multiply(depth, panel, b, target, ldc, accumulate);
                else if (height == TKernel.Rows && width == TKernel.Columns / 2) TKernel.MultiplyHalf(depth, panel, b, target, ldc, accumulate);
                else
                {
                    if (width <= TKernel.Columns / 2) TKernel.MultiplyHalf(depth, panel, b, tile, TKernel.Columns, false);
                    else TKernel.Multiply(depth, panel, b, tile, TKernel.Columns, false);
                    CopyTile(tile, height, width, target, ldc, accumulate);
                }
            }
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void CopyTile(float* tile, int height, int width, float* c, int ldc, bool accumulate)
    {
        for (var r = 0; r < height; r++, tile += TKernel.Columns, c += ldc)
        {
            var i = 0;
            if (accumulate)
            {
                for (; i + 4 <= width; i += 4) (Vector128.Load(c + i) + Vector128.Load(tile + i)).Store(c + i);
                for (; i < width; i++) c[i] += tile[i];
            }
            else
            {
                for (; i + 4 <= width; i += 4) Vector128.Load(tile + i).Store(c + i);
                for (; i < width; i++) c[i] = tile[i];
            }
        }
    }
}
