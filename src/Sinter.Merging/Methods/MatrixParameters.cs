namespace Sinter.Merging;

/// <summary>Parameters that the matrix methods declare in the same words.</summary>
internal static class MatrixParameters
{
    public static ParameterDefinition Flatten { get; } =
        new("flatten", ParameterKind.Flag, false, "Take tensors of more than two dimensions (convolutions) as matrices, the first dimension against the rest, instead of averaging them.");
}
