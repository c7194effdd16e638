namespace Sinter.Merging;

/// <summary>How much a merge method must see at once; memory follows from it.</summary>
public enum MethodScope
{
    /// <summary>A block of elements.</summary>
    Element,

    /// <summary>A statistic of the whole tensor first (norms, dots, quantiles), then blocks.</summary>
    Tensor,

    /// <summary>The whole tensor, as a matrix.</summary>
    Matrix,

    /// <summary>A statistic of the whole model first, then blocks or matrices.</summary>
    Model,
}
