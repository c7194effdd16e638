using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Sinter.Tensors;

/// <summary>Which widths of <see cref="ILanes{TSelf}"/> this machine has; constants to the JIT.</summary>
internal static unsafe class Simd
{
    /// <summary>What a kernel's generic methods need: full optimisation from the first call, and never drowned in a caller's inlining budget.</summary>
    public const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>Bytes of the widest vector, and of a cache line.</summary>
    public const int Alignment = 64;

    /// <summary>Whether <see cref="Lanes512"/> runs.</summary>
    public static bool Has512 => Avx512BW.IsSupported;

    /// <summary>Whether <see cref="Lanes256"/> runs.</summary>
    public static bool Has256 => Avx2.IsSupported && Fma.IsSupported;

    /// <summary>
    /// The first address of the memory that is a multiple of <see cref="Alignment"/>: memory on the stack, which needs as many bytes more, and arrays lie anywhere, and a vector
    /// that lies in two cache lines takes twice as long to load.
    /// </summary>
    public static T* Align<T>(T* memory)
        where T : unmanaged => (T*)(((nuint)memory + (Alignment - 1)) & ~(nuint)(Alignment - 1));
}
