using System.Collections.Immutable;

namespace Sinter.Merging;

/// <summary>Cases in order: the first whose filter matches counts.</summary>
internal sealed class ConditionalValue(ImmutableArray<ParameterCase> cases) : ParameterValue
{
    internal override bool IsOwnSchema => cases.Any(static item => item.Filter.IsOwnSchema);

    internal override object? Evaluate(string name, int layer, double t)
    {
        foreach (var item in cases)
            if (item.Filter.Matches(name, layer)) return item.Value.Evaluate(name, layer, t);
        return null;
    }

    internal override ParameterValue Convert(Func<object, RecipePosition, object> convert) =>
        new ConditionalValue([.. cases.Select(item => item with { Value = item.Value.Convert(convert) })]) { Position = Position };
}
