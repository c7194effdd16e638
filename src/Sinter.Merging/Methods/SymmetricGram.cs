using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>A symmetric matrix [n, n] of which only the panels on and below the diagonal are kept: half the memory of the square. Panel p has the columns of its width and all rows from its first column on.</summary>
internal sealed unsafe class SymmetricGram : IDisposable
{
    private const int Width = 256;
    private readonly int _order;
    private readonly NativeBuffer<float>[] _panels;

    public SymmetricGram(int order)
    {
        _order = order;
        _panels = new NativeBuffer<float>[(order + Width - 1) / Width];
        for (var panel = 0; panel < _panels.Length; panel++) _panels[panel] = new NativeBuffer<float>((long)(order - First(panel)) * Columns(panel));
    }

    /// <summary>Bytes of the panels.</summary>
    public static long Bytes(int order) => sizeof(float) * ((long)order * (order + Width) / 2);

    /// <summary>Adds AᵀA, A [rows, n].</summary>
    public void AddProduct(float* a, int rows, MatrixWorkspace workspace)
    {
        for (var panel = 0; panel < _panels.Length; panel++)
        {
            var first = First(panel);
            MatrixProduct.Multiply(
                true, false, _order - first, Columns(panel), rows, a + first, _order, a + first, _order, accumulate: true, _panels[panel].Pointer, Columns(panel), workspace);
        }
    }

    /// <summary>Adds a whole symmetric matrix [n, n].</summary>
    public void Add(float* matrix)
    {
        for (var panel = 0; panel < _panels.Length; panel++)
        {
            int first = First(panel), width = Columns(panel);
            for (var row = first; row < _order; row++)
            {
                var line = _panels[panel].Slice((long)(row - first) * width, width);
                TensorPrimitives.Add(line, new ReadOnlySpan<float>(matrix + ((long)row * _order) + first, width), line);
            }
        }
    }

    /// <summary>C = X G, both [rows, n].</summary>
    public void Multiply(float* x, int rows, float* c, MatrixWorkspace workspace)
    {
        for (var panel = 0; panel < _panels.Length; panel++)
        {
            int first = First(panel), width = Columns(panel);
            MatrixProduct.Multiply(false, false, rows, width, _order - first, x + first, _order, _panels[panel].Pointer, width, accumulate: false, c + first, _order, workspace);

            // Above the diagonal block: the mirrored parts of the panels before.
            for (var other = 0; other < panel; other++)
            {
                var mirrored = _panels[other].Pointer + ((long)(first - First(other)) * Width);
                MatrixProduct.Multiply(false, true, rows, width, Width, x + First(other), _order, mirrored, Width, accumulate: true, c + first, _order, workspace);
            }
        }
    }

    public void Dispose()
    {
        foreach (var panel in _panels) panel.Dispose();
    }

    private static int First(int panel) => panel * Width;

    private int Columns(int panel) => Math.Min(Width, _order - First(panel));
}
