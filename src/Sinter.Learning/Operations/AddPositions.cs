namespace Sinter.Learning;

/// <summary>
/// y[b, t] = x[b, t] + table[t], in place.
/// x, y [B, T, C] share memory; table [P, C] with P ≥ T, or one a sample [B, P, C]; dx = dy, dtable[t] = Σ_b dy[b, t] (or each sample its own).
/// </summary>
internal sealed unsafe class AddPositions : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _table;
    private readonly bool _own;
    private float* _gradient;

    private AddPositions(Pass pass, Tensor x, Tensor table)
    {
        (_x, _table, _own) = (x, table, table.Shape.Rank == 3);
        Output = pass.TakeOver(x, x.NeedsGradient || table.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x, Tensor table)
    {
        Check.Shape(x.Shape.Rank == 3 && table.Columns == x.Columns, $"positions {table.Shape} cannot be added to {x.Shape}");
        Check.Range(table.Shape[table.Shape.Rank - 2] >= x.Shape[1], $"{x.Shape[1]} tokens are more than the network's {table.Shape[table.Shape.Rank - 2]} positions");
        var operation = new AddPositions(pass, x, table);
        operation.RunChunks(pass, (int)x.Shape[1], 1);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _gradient = pass.GradientOf(_table, out var accumulate);
        if (_gradient is not null)
        {
            if (!accumulate) new Span<float>(_gradient, checked((int)_table.Count)).Clear();
            RunChunks(pass, (int)_x.Shape[1], 1);
        }

        pass.PassGradientOn(Output, _x);
    }

    // One position: no two threads meet in the table's gradient, and the samples add up in order.
    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var (columns, length) = (_x.Columns, _x.Shape[1]);
        var sample = _own ? _table.Shape[1] * columns : 0;
        for (var t = first; t < end; t++)
        {
            for (var b = 0L; b < _x.Shape[0]; b++)
            {
                var (at, row) = ((b * length + t) * columns, b * sample + (long)t * columns);
                if (_gradient is null) RowKernels.AddTo(_table.Pointer + row, true, Output.Pointer + at, columns);
                else RowKernels.AddTo(Output.GradientPointer + at, true, _gradient + row, columns);
            }
        }
    }
}
