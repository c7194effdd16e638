using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sinter.Learning;

namespace Sinter.Training;

/// <summary>Recognises weights.</summary>
internal static class Fingerprint
{
    /// <summary>sha256 of the float32 values.</summary>
    public static string Of(Weights weights) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(weights.Values)));
}
