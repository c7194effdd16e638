namespace Sinter.Tensors;

/// <summary>The memory of one singular value decomposition.</summary>
internal sealed unsafe class SvdScratch : IDisposable
{
    /// <summary>Vectors of the long side made at once; a multiple of the product's tile.</summary>
    public const int PanelRows = 96;
    private readonly NativeBuffer<double> _memory;
    private readonly int _order;

    public SvdScratch(int order, int length)
    {
        _order = order;
        _memory = new NativeBuffer<double>(Length(order, length));
        Gram = _memory.Pointer;
        Values = Gram + (long)order * order;
        Eigen = Values + order;
        Panel = Eigen;
        Coefficients = Panel + (long)PanelRows * length;
        Product = Coefficients + (long)PanelRows * length;
    }

    /// <summary>[order, order]: the Gram matrix, then its eigenvectors as rows.</summary>
    public double* Gram { get; }

    /// <summary>[order] eigenvalues.</summary>
    public double* Values { get; }

    /// <summary>Scratch of the eigenvalue decomposition, over before the panels begin.</summary>
    public double* Eigen { get; }

    /// <summary>What is left of the memory behind that scratch when only <see cref="SymmetricEigen.TryLargest"/> uses it, for its vectors.</summary>
    public Span<double> Vectors
    {
        get
        {
            var used = Eigen - _memory.Pointer + SymmetricEigen.LargestWorkspaceLength(_order);
            return new Span<double>(_memory.Pointer + used, checked((int)Math.Min(int.MaxValue, _memory.Length - used)));
        }
    }

    /// <summary>[PanelRows, length].</summary>
    public double* Panel { get; }

    /// <summary>[PanelRows, length]: inner products of the panel's rows with finished vectors.</summary>
    public double* Coefficients { get; }

    /// <summary>Scratch of <see cref="DoubleProduct"/>.</summary>
    public double* Product { get; }

    /// <summary>Doubles in all.</summary>
    public static long Length(int order, int length) =>
        (long)order * order + order + Math.Max(SymmetricEigen.WorkspaceLength(order), 2L * PanelRows * length + DoubleProduct.ScratchLength);

    /// <summary>Sorts the eigenpairs by falling eigenvalue (equal ones stay in order), in place.</summary>
    public void SortDescending()
    {
        var target = new int[_order];
        for (var i = 0; i < _order; i++) target[i] = i;
        Array.Sort(target, (x, y) => Values[x] != Values[y] ? Values[y].CompareTo(Values[x]) : x.CompareTo(y));

        // target[i] = where row i comes from; follow the cycles with one row in hand
        var hand = new Span<double>(Eigen, _order);
        for (var start = 0; start < _order; start++)
        {
            if (target[start] == start) continue;
            Row(start).CopyTo(hand);
            var value = Values[start];
            var i = start;
            while (target[i] != start)
            {
                var from = target[i];
                Row(from).CopyTo(Row(i));
                Values[i] = Values[from];
                target[i] = i;
                i = from;
            }

            hand.CopyTo(Row(i));
            Values[i] = value;
            target[i] = i;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private Span<double> Row(int i) => new(Gram + (long)i * _order, _order);
}
