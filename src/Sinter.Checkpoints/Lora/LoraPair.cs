using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>The two factors that adapt one module.</summary>
/// <param name="Module">The module's name in the base.</param>
/// <param name="Parameter">The adapted parameter's name in the base: <c>Module.weight</c>.</param>
/// <param name="A">[r, in], or [r, in, height, width] for a convolution; [r, rows] for an embedding.</param>
/// <param name="B">[out, r], or [out, r, 1, 1]; [columns, r] for an embedding.</param>
/// <param name="IsEmbedding">The weight is a table of rows, so that its task vector is (B · A)ᵀ.</param>
public sealed record LoraPair(string Module, string Parameter, TensorInfo A, TensorInfo B, bool IsEmbedding)
{
    /// <summary>Rows of A.</summary>
    public int Rank => (int)A.Shape[0];

    /// <summary>Rows of B.</summary>
    public long Outputs => B.Shape[0];

    /// <summary>Columns of A, its remaining dimensions taken together.</summary>
    public long Inputs => Rank == 0 ? 0 : A.Shape.Count / Rank;

    internal static bool IsValid(TensorInfo a, TensorInfo b) =>
        a.Type.IsFloat() && b.Type.IsFloat() && a.Shape.Rank >= 2 && b.Shape.Rank >= 2 && a.Shape[0] is > 0 and <= int.MaxValue && b.Shape[1] == a.Shape[0]
        && b.Shape.Count == b.Shape[0] * b.Shape[1] && Math.Max(a.ByteLength, b.ByteLength) <= Array.MaxLength;
}
