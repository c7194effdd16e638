namespace Sinter.Merging;

/// <summary>Parameters that several methods declare in the same words.</summary>
internal static class CommonParameters
{
    public static ParameterDefinition Weight { get; } = new("weight", ParameterKind.Number, 1.0, "Weight of the model.") { PerModel = true };

    public static ParameterDefinition Density { get; } =
        new("density", ParameterKind.Number, 1.0, "Share of the task vector's elements that is kept.") { PerModel = true, Minimum = 0, Maximum = 1 };

    public static ParameterDefinition Lambda { get; } = new("lambda", ParameterKind.Number, 1.0, "Scale of the merged task vector.");

    public static ParameterDefinition Normalize(bool value) =>
        new("normalize", ParameterKind.Flag, value, "Divide by the sum of the weights.");
}
