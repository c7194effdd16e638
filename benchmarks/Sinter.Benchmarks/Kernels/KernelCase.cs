namespace Sinter.Benchmarks.Kernels;

/// <summary>A kernel to time.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Elements">Elements one call handles.</param>
/// <param name="Body">The call.</param>
internal sealed record KernelCase(string Name, long Elements, Action Body);
