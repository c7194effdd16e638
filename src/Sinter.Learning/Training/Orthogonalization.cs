using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// w ← shrink · w − rate √max(r, c) · orth(g) for many matrices at once. orth is five steps of Jordan's quintic Newton-Schulz iteration on g / ‖g‖, X ← a X + (b A + c A²) X with A = X Xᵀ:
/// the singular values of g become numbers between about 0.7 and 1.2; no decomposition is needed.
/// </summary>
internal sealed unsafe class Orthogonalization(Workspace workspace) : WorkItem, IDisposable
{
    private const int Steps = 5;
    private const float A = 3.4445f;
    private const float B = -4.7750f;
    private const float C = 2.0315f;
    private readonly List<Matrix> _matrices = [];
    private readonly NativeBuffer<float>?[] _scratch = new NativeBuffer<float>?[workspace.Threads];
    private float _shrink;
    private double _rate;

    public void Clear() => _matrices.Clear();

    /// <summary>Adds a matrix; its gradient is overwritten.</summary>
    public void Add(int rows, int columns, float* gradient, float* weights) => _matrices.Add(new Matrix(rows, columns, gradient, weights));

    public void Run(float shrink, double rate)
    {
        (_shrink, _rate) = (shrink, rate);
        workspace.Pool.Run(_matrices.Count, this);
    }

    /// <inheritdoc/>
    public override void Execute(int index, int worker)
    {
        var matrix = _matrices[index];
        var (rows, columns) = (matrix.Rows, matrix.Columns);
        var order = Math.Min(rows, columns);
        var square = order * order;
        var count = rows * columns;
        ref var scratch = ref _scratch[worker];
        if (scratch is null || scratch.Length < 2L * square + count)
        {
            scratch?.Dispose();
            scratch = new NativeBuffer<float>(2L * square + count);
        }

        float* gram = scratch.Pointer, polynomial = gram + square, x = matrix.Gradient, next = polynomial + square;
        var products = workspace.Products.Serial(worker);
        var length = Math.Sqrt(TensorPrimitives.SumOfSquares(new ReadOnlySpan<float>(x, count)));
        if (length > 0) TensorPrimitives.Multiply(new ReadOnlySpan<float>(x, count), (float)(1 / length), new Span<float>(x, count));
        var wide = rows <= columns;
        for (var step = 0; step < Steps; step++)
        {
            // A on the short side: X Xᵀ of a wide matrix, Xᵀ X of a tall one.
            MatrixProduct.Multiply(!wide, wide, order, order, Math.Max(rows, columns), x, columns, x, columns, false, gram, order, products);
            MatrixProduct.Multiply(false, false, order, order, order, gram, order, gram, order, false, polynomial, order, products);
            var p = new Span<float>(polynomial, square);
            TensorPrimitives.Multiply(p, C, p);
            TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(gram, square), B, p, p);
            TensorPrimitives.Multiply(new ReadOnlySpan<float>(x, count), A, new Span<float>(next, count));
            if (wide) MatrixProduct.Multiply(false, false, rows, columns, rows, polynomial, order, x, columns, true, next, columns, products);
            else MatrixProduct.Multiply(false, false, rows, columns, columns, x, columns, polynomial, order, true, next, columns, products);
            var made = next;
            next = x;
            x = made;
        }

        var weights = new Span<float>(matrix.Weights, count);
        TensorPrimitives.Multiply(weights, _shrink, weights);
        TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(x, count), (float)(-_rate * Math.Sqrt(Math.Max(rows, columns))), weights, weights);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var scratch in _scratch) scratch?.Dispose();
    }

    private readonly record struct Matrix(int Rows, int Columns, nint GradientAddress, nint WeightsAddress)
    {
        public Matrix(int rows, int columns, float* gradient, float* weights)
            : this(rows, columns, (nint)gradient, (nint)weights)
        {
        }

        public float* Gradient => (float*)GradientAddress;

        public float* Weights => (float*)WeightsAddress;
    }
}
