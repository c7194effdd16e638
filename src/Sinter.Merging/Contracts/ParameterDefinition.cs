namespace Sinter.Merging;

/// <summary>A parameter of a merge method or transform, declared once: the recipe schema, <c>sinter methods</c> and the docs page come from it.</summary>
/// <param name="Name">The key in a recipe.</param>
/// <param name="Kind">What values it takes.</param>
/// <param name="Default">A double, bool or string; null when the recipe must give it.</param>
/// <param name="Description">One sentence for users.</param>
public sealed record ParameterDefinition(string Name, ParameterKind Kind, object? Default, string Description)
{
    /// <summary>True when each model may have its own value; false for one value a tensor.</summary>
    public bool PerModel { get; init; }

    /// <summary>Smallest allowed number.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>Largest allowed number.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>The words of a <see cref="ParameterKind.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>True when a missing value is allowed although there is no default.</summary>
    public bool Optional { get; init; }
}
