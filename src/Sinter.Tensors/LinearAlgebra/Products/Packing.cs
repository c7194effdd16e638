using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sinter.Tensors;

/// <summary>Copies blocks of a row-major matrix into the order in which the product kernels read them, padded with zeros to the kernel's width.</summary>
internal static unsafe class Packing
{
    private const int RowsAhead = 8;
    private const int PanelsTogether = 4;

    /// <summary>destination[p · width + c] = source[p · ld + c] for c &lt; columns ≤ width and p &lt; k; zero for the columns beyond.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Straight(float* source, long ld, int columns, int k, float* destination, int width)
    {
        if (Simd.Has512 && columns == 32 && width == 32)
        {
            for (var p = 0; p < k; p++, source += ld, destination += 32)
            {
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(source + RowsAhead * ld);
                    Sse.Prefetch0(source + RowsAhead * ld + 16);
                }

                Vector512.Load(source).Store(destination);
                Vector512.Load(source + 16).Store(destination + 16);
            }
        }
        else if (columns == width && columns % 4 == 0)
        {
            for (var p = 0; p < k; p++, source += ld, destination += width)
            {
                if (Sse.IsSupported) Sse.Prefetch0(source + RowsAhead * ld);
                for (var c = 0; c < columns; c += 4) Vector128.Load(source + c).Store(destination + c);
            }
        }
        else
        {
            for (var p = 0; p < k; p++, source += ld, destination += width)
            {
                var c = 0;
                for (; c < columns; c++) destination[c] = source[c];
                for (; c < width; c++) destination[c] = 0;
            }
        }
    }

    /// <summary>
    /// Several panels of <see cref="Straight"/> side by side: columns 0 .. width − 1 of the source make the first, and so on; the last is padded. A row of the source is read in long pieces, so that
    /// its cache lines and pages are touched once for some panels rather than once for each.
    /// </summary>
    [MethodImpl(Simd.Kernel)]
    public static void Panels(float* source, long ld, int columns, int k, float* destination, int width)
    {
        var panel = (long)k * width;
        var group = PanelsTogether * width;
        var done = 0;
        if (width % 4 == 0)
        {
            for (; done + group <= columns; done += group, destination += PanelsTogether * panel)
            {
                float* from = source + done, to = destination;
                for (var p = 0; p < k; p++, from += ld, to += width)
                {
                    if (Sse.IsSupported)
                        for (var c = 0; c < group; c += 16) Sse.Prefetch0(from + RowsAhead * ld + c);
                    for (var c = 0; c < width; c += 4)
                    {
                        Vector128.Load(from + c).Store(to + c);
                        Vector128.Load(from + width + c).Store(to + panel + c);
                        Vector128.Load(from + 2 * width + c).Store(to + 2 * panel + c);
                        Vector128.Load(from + 3 * width + c).Store(to + 3 * panel + c);
                    }
                }
            }
        }

        for (; done < columns; done += width, destination += panel) Straight(source + done, ld, Math.Min(width, columns - done), k, destination, width);
    }

    /// <summary>The transposing copy, one row at a time, for rows <paramref name="first"/> .. <paramref name="filled"/>; zero from <paramref name="rows"/> on.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void TransposedTail(float* source, long ld, int first, int rows, int k, float* destination, int width, int filled)
    {
        for (var r = first; r < filled; r++)
        {
            float* d = destination + r, s = source + r * ld;
            if (r < rows)
                for (var p = 0; p < k; p++, d += width) *d = s[p];
            else
                for (var p = 0; p < k; p++, d += width) *d = 0;
        }
    }
}
