using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>Asks the system for large pages, where it gives them on request (Linux with transparent huge pages): fewer translations, and neighbours in memory do not fall on one another in a cache.</summary>
internal static unsafe partial class HugePages
{
    /// <summary>Bytes of a large page, and the alignment it needs.</summary>
    public const int Size = 2 << 20;

    private const int Advice = 14; // MADV_HUGEPAGE

    /// <summary>Asks for large pages for the whole ones within an area that starts on a multiple of <see cref="Size"/>; nothing happens where there are none.</summary>
    public static void Advise(void* start, nuint bytes)
    {
        var whole = bytes / Size * Size;
        if (whole == 0 || !OperatingSystem.IsLinux()) return;
        try
        {
            _ = Advise((nint)start, whole, Advice);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
