namespace Sinter.Merging;

/// <summary>What <c>ram</c> and <c>ramplus_tl</c> declare in the same words.</summary>
internal static class RamParameters
{
    public static ParameterDefinition Epsilon { get; } =
        new("epsilon", ParameterKind.Number, 1e-5, "Magnitude above which an element counts as changed.") { Minimum = 0 };
}
