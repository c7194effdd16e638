using System.Diagnostics;

namespace Sinter.Benchmarks.Merging;

/// <summary>
/// The system's cache of files. After gigabytes of output have come and gone its memory is in pieces, and who writes the largest pieces waits the longest for memory: a comparison then
/// tells about the system's allocator.
/// </summary>
internal static class PageCache
{
    /// <summary>Waits until what was written is on the disk.</summary>
    public static void Flush()
    {
        using var sync = Process.Start("sync");
        sync.WaitForExit();
    }

    /// <summary>Empties the cache and has free memory put together; false where that is not allowed or known.</summary>
    public static bool Refresh()
    {
        try
        {
            Flush();
            File.WriteAllText("/proc/sys/vm/drop_caches", "3");
            File.WriteAllText("/proc/sys/vm/compact_memory", "1");
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
