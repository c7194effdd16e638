using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// y[b, t] = table[index[b, t]].
/// table [V, C], y [B, T, C]; dtable[v] = Σ dy[b, t] over the places of v, in order; the columns are shared out, so that no two threads meet.
/// </summary>
internal sealed unsafe class Embedding : Operation
{
    private const int ColumnsPerChunk = 32;
    private readonly Tensor _table;
    private readonly int[] _indices;
    private float* _gradient;

    private Embedding(Pass pass, Tensor table, int[] indices, int batch, int length)
    {
        (_table, _indices) = (table, indices);
        Output = pass.New(new TensorShape(batch, length, table.Columns), table.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor table, int[] indices, int batch, int length, string name)
    {
        Check.Shape(indices.Length == batch * length, $"{indices.Length} indices do not fill [{batch}, {length}]");
        Validate(indices, table.Shape[0], name);
        var operation = new Embedding(pass, table, indices, batch, length);
        operation.RunRows(pass, indices.Length, table.Columns);
        pass.Record(operation);
        return operation.Output;
    }

    public static void Validate(int[] indices, long entries, string name)
    {
        for (var i = 0; i < indices.Length; i++)
            Check.Range((uint)indices[i] < entries, $"index {indices[i]} at place {i} is not in 0 .. {entries - 1}, the rows of {name}");
    }

    protected internal override void Backward(Pass pass)
    {
        var columns = _table.Columns;
        var gradient = pass.GradientOf(_table, out var accumulate);
        if (!accumulate) new Span<float>(gradient, checked((int)_table.Count)).Clear();
        _gradient = gradient;
        RunChunks(pass, columns, ColumnsPerChunk);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var columns = _table.Columns;
        if (_gradient is null)
        {
            for (var r = first; r < end; r++)
                new ReadOnlySpan<float>(_table.Pointer + (long)_indices[r] * columns, columns).CopyTo(new Span<float>(Output.Pointer + (long)r * columns, columns));
            return;
        }

        for (var r = 0; r < _indices.Length; r++)
        {
            var target = _gradient + (long)_indices[r] * columns;
            var source = Output.GradientPointer + (long)r * columns;
            for (var c = first; c < end; c++) target[c] += source[c];
        }
    }
}
