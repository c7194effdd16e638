using System.Collections.Immutable;

namespace Sinter.Merging;

/// <summary>Values spread evenly over t = 0 .. 1: numbers are joined by straight lines, anything else by steps.</summary>
internal sealed class GradientValue(ImmutableArray<object> values) : ParameterValue
{
    internal override object Evaluate(string name, int layer, double t)
    {
        var place = t * (values.Length - 1);
        var index = Math.Min((int)place, values.Length - 1);
        var next = Math.Min(index + 1, values.Length - 1);
        if (values[index] is not double from || values[next] is not double to) return values[index];
        var fraction = place - index;
        return ((1 - fraction) * from) + (fraction * to);
    }

    internal override ParameterValue Convert(Func<object, RecipePosition, object> convert) =>
        new GradientValue([.. values.Select(value => convert(value, Position))]) { Position = Position };
}
