namespace Sinter.Tensors;

/// <summary>Argument checks that the entry points of linear algebra share.</summary>
internal static class MatrixChecks
{
    /// <summary>A row-major [rows, columns] matrix with row length <paramref name="ld"/> fits into <paramref name="length"/> elements.</summary>
    public static void Require(string name, int rows, int columns, int ld, int length)
    {
        if (ld < columns) throw new ArgumentException($"The row length {ld} of {name} is below its {columns} columns.", name);
        if (rows == 0 || columns == 0) return;
        var needed = (rows - 1L) * ld + columns;
        if (length < needed) throw new ArgumentException($"{name} [{rows}, {columns}] with row length {ld} needs {needed} elements, the span has {length}.", name);
    }
}
