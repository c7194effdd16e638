namespace Sinter.Tensors;

/// <summary>
/// The singular vectors of the longer side while they are made, panel by panel: rows of Vᵀ (<paramref name="columns"/> = 0) or columns of U with that row length.
/// </summary>
internal readonly unsafe struct LongVectors(int length, float* memory, int columns)
{
    /// <summary>Elements of a vector.</summary>
    public int Length => length;

    /// <summary>Fills a vector with repeatable numbers in (−1, 1) that depend on its index alone.</summary>
    public static void Draw(double* row, int length, int index)
    {
        var state = (ulong)index;
        for (var i = 0; i < length; i++)
        {
            // SplitMix64
            state += 0x9E3779B97F4A7C15;
            var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            row[i] = ((z ^ (z >> 31)) >> 11) * (2.0 / (1L << 53)) - 1;
        }
    }

    /// <summary>
    /// Makes rows <paramref name="from"/> .. <paramref name="rows"/> − 1 of the panel unit vectors orthogonal to the <paramref name="finished"/> stored ones, to the panel's
    /// earlier rows and to one another: classical Gram-Schmidt against the stored, twice, and modified within the panel, twice.
    /// </summary>
    public void Orthonormalise(double* panel, int from, int rows, int finished, SvdScratch scratch)
    {
        for (var pass = 0; pass < 2; pass++)
        {
            if (finished > 0) ProjectOut(panel + (long)from * length, rows - from, finished, scratch);
            for (var r = from; r < rows; r++)
            {
                var row = panel + (long)r * length;
                for (var repeat = 0; repeat < 2; repeat++)
                    for (var q = 0; q < r; q++)
                    {
                        var other = panel + (long)q * length;
                        DoubleVectors.AddScaled(row, -DoubleVectors.Dot(row, other, length), other, length);
                    }

                var norm = Math.Sqrt(DoubleVectors.Dot(row, row, length));
                for (var i = 0; i < length; i++) row[i] /= norm;
            }
        }
    }

    /// <summary>Stores the panel as vectors <paramref name="first"/> .. in single precision.</summary>
    public void Store(double* panel, int first, int rows)
    {
        for (var r = 0; r < rows; r++)
        {
            var row = panel + (long)r * length;
            if (columns == 0)
                for (var i = 0; i < length; i++) memory[(long)(first + r) * length + i] = (float)row[i];
            else
                for (var i = 0; i < length; i++) memory[(long)i * columns + first + r] = (float)row[i];
        }
    }

    private void ProjectOut(double* rows, int count, int finished, SvdScratch scratch)
    {
        var asRows = columns == 0;
        var ld = asRows ? length : columns;
        DoubleProduct.Run(
            new DoubleTask<double, float>
            {
                TransposeB = asRows,
                M = count,
                N = finished,
                K = length,
                A = rows,
                LdA = length,
                B = memory,
                LdB = ld,
                C = scratch.Coefficients,
                LdC = finished,
                Scale = 1,
            },
            scratch.Product);
        DoubleProduct.Run(
            new DoubleTask<double, float>
            {
                TransposeB = !asRows,
                M = count,
                N = length,
                K = finished,
                A = scratch.Coefficients,
                LdA = finished,
                B = memory,
                LdB = ld,
                C = rows,
                LdC = length,
                Scale = -1,
                Accumulate = true,
            },
            scratch.Product);
    }
}
