using System.Runtime.InteropServices;

namespace Sinter.Data;

/// <summary>
/// libturbojpeg's functions (the 2.x interface, which 3.x still has), found at run time so that everything else works without the library. Signatures: turbojpeg.h.
/// </summary>
internal sealed unsafe class TurboLibrary
{
    // Pixel formats of libturbojpeg.
    private const int RgbFormat = 0;
    private const int GrayFormat = 6;

    private static readonly string[] Names =
        ["libturbojpeg.so.0", "libturbojpeg.so", "libturbojpeg.dylib", "libturbojpeg.0.dylib", "/opt/homebrew/lib/libturbojpeg.dylib", "/usr/local/lib/libturbojpeg.dylib", "turbojpeg.dll", "libturbojpeg.dll"];

    private static readonly Lazy<TurboLibrary> Found = new(static () => Load(Names), LazyThreadSafetyMode.PublicationOnly);

    private readonly delegate* unmanaged[Cdecl]<nint, byte*> _error;

    private TurboLibrary(nint library)
    {
        nint Find(string name) => NativeLibrary.GetExport(library, name);
        InitDecompress = (delegate* unmanaged[Cdecl]<nint>)Find("tjInitDecompress");
        InitCompress = (delegate* unmanaged[Cdecl]<nint>)Find("tjInitCompress");
        Destroy = (delegate* unmanaged[Cdecl]<nint, int>)Find("tjDestroy");
        DecompressHeader = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, int*, int*, int*, int*, int>)Find("tjDecompressHeader3");
        Decompress = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, byte*, int, int, int, int, int, int>)Find("tjDecompress2");
        Compress = (delegate* unmanaged[Cdecl]<nint, byte*, int, int, int, int, byte**, CULong*, int, int, int, int>)Find("tjCompress2");
        Free = (delegate* unmanaged[Cdecl]<byte*, void>)Find("tjFree");
        _error = (delegate* unmanaged[Cdecl]<nint, byte*>)Find("tjGetErrorStr2");
    }

    /// <summary>A handle to decode with.</summary>
    public delegate* unmanaged[Cdecl]<nint> InitDecompress { get; }

    /// <summary>A handle to encode with.</summary>
    public delegate* unmanaged[Cdecl]<nint> InitCompress { get; }

    /// <summary>Ends a handle.</summary>
    public delegate* unmanaged[Cdecl]<nint, int> Destroy { get; }

    /// <summary>Handle, file, bytes, width, height, subsampling, colour space; 0 when it went well.</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, CULong, int*, int*, int*, int*, int> DecompressHeader { get; }

    /// <summary>Handle, file, bytes, pixels, width, pitch, height, pixel format, flags; 0 when it went well.</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, CULong, byte*, int, int, int, int, int, int> Decompress { get; }

    /// <summary>Handle, pixels, width, pitch, height, pixel format, file, bytes, subsampling, quality, flags; 0 when it went well.</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, int, int, int, int, byte**, CULong*, int, int, int, int> Compress { get; }

    /// <summary>Frees a file that was encoded.</summary>
    public delegate* unmanaged[Cdecl]<byte*, void> Free { get; }

    /// <summary>Whether libturbojpeg is installed.</summary>
    public static bool IsInstalled => Names.Any(static name => NativeLibrary.TryLoad(name, out _));

    /// <summary>The installed library.</summary>
    /// <exception cref="DatasetException">It is not installed.</exception>
    public static TurboLibrary Get() => Found.Value;

    /// <summary>What went wrong with a handle last, in libturbojpeg's words.</summary>
    public string Error(nint handle) => $"libturbojpeg says '{Marshal.PtrToStringUTF8((nint)_error(handle))}'";

    /// <summary>libturbojpeg's number for the pixels of a picture of 1 or 3 channels.</summary>
    public static int Format(Image image) => image.Channels == 1 ? GrayFormat : RgbFormat;

    /// <summary>The first library of these names that is there.</summary>
    internal static TurboLibrary Load(IEnumerable<string> names)
    {
        foreach (var name in names)
            if (NativeLibrary.TryLoad(name, out var library)) return new TurboLibrary(library);
        throw new DatasetException(
            DatasetError.MissingLibrary,
            "JPEG pictures need libturbojpeg, which is not installed. On Debian and Ubuntu: apt-get install libturbojpeg0 (libturbojpeg on newer Ubuntu); on Fedora: dnf install turbojpeg; on macOS: brew install jpeg-turbo.");
    }
}
