namespace Sinter.Merging;

/// <summary>The value of a parameter as a recipe gives it: a scalar, a gradient over the layers, or cases by tensor. Numbers, flags, words and arrays convert
/// to it.</summary>
public abstract class ParameterValue
{
    private protected ParameterValue()
    {
    }

    /// <summary>Where it stands.</summary>
    internal RecipePosition Position { get; init; }

    /// <summary>A number.</summary>
    public static implicit operator ParameterValue(double value) => new ScalarValue(value);

    /// <summary>A flag.</summary>
    public static implicit operator ParameterValue(bool value) => new ScalarValue(value);

    /// <summary>A word or path.</summary>
    public static implicit operator ParameterValue(string value) => new ScalarValue(value);

    /// <summary>A gradient: its values are spread evenly over the layers, with straight lines between them.</summary>
    public static implicit operator ParameterValue(double[] values) => new GradientValue([.. values.Select(static value => (object)value)]);

    /// <summary>Cases: the first whose filter matches the tensor counts.</summary>
    public static ParameterValue Cases(params ReadOnlySpan<ParameterCase> cases) => new ConditionalValue([.. cases]);

    /// <summary>A number.</summary>
    public static ParameterValue FromDouble(double value) => value;

    /// <summary>A flag.</summary>
    public static ParameterValue FromBoolean(bool value) => value;

    /// <summary>
    /// The value for a tensor, or null when no case matches.
    /// </summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="layer">Its layer, or −1.</param>
    /// <param name="t">Its place among the layers, 0 to 1.</param>
    internal abstract object? Evaluate(string name, int layer, double t);

    /// <summary>The same with every leaf converted.</summary>
    internal abstract ParameterValue Convert(Func<object, RecipePosition, object> convert);

    /// <summary>Whether it uses what mergekit's recipes do not have.</summary>
    internal virtual bool IsOwnSchema => false;
}
