namespace Sinter.Learning;

/// <summary>
/// Rotary positions, in place: in each head of the first <c>heads</c> of a row, the pair (x[j], x[j + d/2]) of token t turns by the angle t θ^(−2j/d).
/// x, y [B, T, C] share memory; heads · d ≤ C, the rest of a row is untouched; the derivative turns back by the same angle, in place too.
/// </summary>
internal sealed unsafe class Rotary : Operation
{
    private readonly Tensor _x;
    private readonly int _heads;
    private readonly int _size;
    private readonly RotaryTable _table;
    private bool _backward;

    private Rotary(Pass pass, Tensor x, int heads, int size, RotaryTable table)
    {
        (_x, _heads, _size, _table) = (x, heads, size, table);
        Output = pass.TakeOver(x, x.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x, int heads, int size, RotaryTable table)
    {
        Check.Shape(x.Shape.Rank == 3 && heads * size <= x.Columns, $"rotary positions take [batch, tokens, at least {heads * size}], got {x.Shape}");
        Check.Range(x.Shape[1] <= table.Length, $"{x.Shape[1]} tokens are more than the network's {table.Length} positions");
        var operation = new Rotary(pass, x, heads, size, table);
        operation.RunRows(pass, x.Rows, x.Columns);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _backward = true;
        RunRows(pass, _x.Rows, _x.Columns);
        pass.PassGradientOn(Output, _x);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var (columns, half, length) = (Output.Columns, _size / 2, (int)Output.Shape[1]);
        var values = _backward ? Output.GradientPointer : Output.Pointer;
        for (var r = first; r < end; r++)
        {
            var cosines = _table.Cosines(r % length);
            var sines = _table.Sines(r % length);
            for (var head = 0; head < _heads; head++)
            {
                var x = values + (long)r * columns + head * _size;
                for (var j = 0; j < half; j++)
                {
                    var (a, b, cos, sin) = (x[j], x[j + half], cosines[j], _backward ? -sines[j] : sines[j]);
                    x[j] = a * cos - b * sin;
                    x[j + half] = b * cos + a * sin;
                }
            }
        }
    }
}
