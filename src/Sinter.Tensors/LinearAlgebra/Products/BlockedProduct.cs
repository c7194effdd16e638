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
    private int _rowBlocks;
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
        _rowBlocks = RowBlocks(Tiles(task.M), workers);
        // Blocks of columns of about one size: a narrow last one would not pay for packing A again.
        var columnBlocks = (task.N + ColumnBlock - 1) / ColumnBlock;
        var perBlock = RoundUp((task.N + columnBlocks - 1) / columnBlocks, TKernel.Columns);
        Grow(ref _packedB, (long)depth * perBlock);

        for (_column = 0; _column < task.N; _column += perBlock)
        {
            _columns = Math.Min(perBlock, task.N - _column);
            var panels = (_columns + TKernel.Columns - 1) / TKernel.Columns;
            // With too few row blocks for all workers the columns are shared out as well.
            _columnParts = _rowBlocks >= workers ? 1 : Math.Min(panels, (workers + _rowBlocks - 1) / _rowBlocks);
            for (_start = 0; _start < task.K; _start += depth)
            {
                _depth = Math.Min(depth, task.K - _start);
                _accumulate = task.Accumulate || _start > 0;
                _packing = true;
                Share(panels, workers);
                _packing = false;
                Share(_rowBlocks * _columnParts, workers);
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

    private static int Tiles(int rows) => (rows + TKernel.Rows - 1) / TKernel.Rows;

    // At least two blocks a worker, and as many for each, so that none waits long at the end.
    private static int RowBlocks(int tiles, int workers)
    {
        var blocks = Math.Max(workers > 1 ? 2 * workers : 1, (tiles * TKernel.Rows + TKernel.RowBlock - 1) / TKernel.RowBlock);
        return Math.Min(tiles, RoundUp(blocks, workers));
    }

    // The tiles are dealt out evenly: blocks differ by one tile at most.
    private int FirstRow(int block) => (int)((long)Tiles(_task.M) * block / _rowBlocks) * TKernel.Rows;

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

        var firstRow = FirstRow(block);
        var rows = Math.Min(FirstRow(block + 1), _task.M) - firstRow;
        var tileLength = TKernel.Rows * TKernel.Columns;
        ref var buffer = ref _packedA[worker];
        Grow(ref buffer, tileLength + (long)TKernel.RowBlock * _depth);
        var tile = buffer!.Pointer;
        var packedA = tile + tileLength;
        if (_task.TransposeA) Packing.Panels(_task.A + (long)_start * _task.LdA + firstRow, _task.LdA, rows, _depth, packedA, TKernel.Rows);
        else PackRows(firstRow, rows, packedA);

        var c = _task.C + (long)firstRow * _task.LdC + _column + from;
        MultiplyPacked(rows, columns, _depth, packedA, _packedB!.Pointer + (long)from * _depth, c, _task.LdC, _accumulate, tile);
    }

    private void PackRows(int firstRow, int rows, float* packed)
    {
        for (var r = 0; r < rows; r += TKernel.Rows)
        {
            var source = _task.A + (long)(firstRow + r) * _task.LdA + _start;
            TKernel.PackTransposed(source, _task.LdA, Math.Min(TKernel.Rows, rows - r), _depth, packed + (long)r * _depth, TKernel.Rows, TKernel.Rows);
        }
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
