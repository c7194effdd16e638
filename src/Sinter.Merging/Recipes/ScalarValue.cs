namespace Sinter.Merging;

/// <summary>One value for all tensors. From YAML it is text until its parameter's kind is known.</summary>
internal sealed class ScalarValue(object value) : ParameterValue
{
    internal override object Evaluate(string name, int layer, double t) => value;

    internal override ParameterValue Convert(Func<object, RecipePosition, object> convert) => new ScalarValue(convert(value, Position)) { Position = Position };
}
