using System.Runtime.InteropServices;

namespace Sinter.Merging;

/// <summary>How the C library deals with large blocks of memory that are given back.</summary>
internal static partial class LargeBlocks
{
    private const int MapThreshold = -3;
    private const int Threshold = 1 << 20;

    /// <summary>
    /// Has blocks above 1 MB returned to the system as soon as they are free, for the whole process. The C library otherwise comes to keep blocks of up to 32 MB, and with matrices of
    /// that size a process ends up with twice the memory it uses. Only a command should ask for it; without the GNU C library nothing happens.
    /// </summary>
    public static void ReturnAtOnce()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = SetOption(MapThreshold, Threshold);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
