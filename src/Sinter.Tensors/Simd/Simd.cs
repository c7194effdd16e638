using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Sinter.Tensors;

/// <summary>Which widths of <see cref="ILanes{TSelf}"/> this machine has; constants to the JIT.</summary>
internal static class Simd
{
    /// <summary>What a kernel's generic methods need: full optimisation from the first call, and never drowned in a caller's inlining budget.</summary>
    public const MethodImplOptions Kernel = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>Whether <see cref="Lanes512"/> runs.</summary>
    public static bool Has512 => Avx512BW.IsSupported;

    /// <summary>Whether <see cref="Lanes256"/> runs.</summary>
    public static bool Has256 => Avx2.IsSupported && Fma.IsSupported;
}
