namespace Sinter.Checkpoints;

/// <summary>What a look at a tensor's elements found.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="NotNumbers">Elements that are NaN; 0 for integers and booleans.</param>
/// <param name="Infinite">Elements that are infinite.</param>
public sealed record TensorScan(TensorInfo Tensor, long NotNumbers, long Infinite);
