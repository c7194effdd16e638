using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>The element of a rank.</summary>
/// <param name="Key">Its sort key.</param>
/// <param name="Below">Elements with a smaller key.</param>
/// <param name="Equal">Elements with the same key, itself included.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RankedValue(uint Key, long Below, long Equal);
