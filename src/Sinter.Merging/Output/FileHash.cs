using System.Security.Cryptography;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>sha256 of whole files, several at once.</summary>
internal static class FileHash
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Lower-case hexadecimal sha256 of each file; <paramref name="read"/> is told bytes as they are read.</summary>
    public static string[] Compute(IReadOnlyList<string> files, int threads, Action<long>? read, CancellationToken cancellation)
    {
        var hashes = new string[files.Count];
        using var pool = new WorkerPool(Math.Clamp(threads, 1, Math.Max(1, files.Count)));
        pool.Run(files.Count, index => hashes[index] = Compute(files[index], read, cancellation));
        return hashes;
    }

    private static string Compute(string file, Action<long>? read, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        var buffer = new byte[BufferBytes];
        var offset = 0L;
        for (int count; (count = RandomAccess.Read(handle, buffer, offset)) > 0; offset += count)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, count);
            read?.Invoke(count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
