using System.Globalization;
using Sinter.Merging;

namespace Sinter.Cli;

/// <summary>Words for what methods declare.</summary>
internal static class MethodWords
{
    public static string Of(MethodScope scope) => scope switch
    {
        MethodScope.Element => "element",
        MethodScope.Tensor => "tensor",
        MethodScope.Matrix => "matrix",
        _ => "model",
    };

    public static string Of(BaseModelUse use) => use switch
    {
        BaseModelUse.Ignored => "ignored",
        BaseModelUse.Optional => "optional",
        BaseModelUse.Required => "required",
        _ => "first model",
    };

    public static string Of(ParameterKind kind) => kind switch
    {
        ParameterKind.Number => "number",
        ParameterKind.Integer => "integer",
        ParameterKind.Flag => "flag",
        ParameterKind.Choice => "choice",
        _ => "file",
    };

    public static string DefaultOf(ParameterDefinition parameter) => parameter.Default switch
    {
        null => parameter.Optional ? "none" : "required",
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    };

    /// <summary>What a parameter takes: <c>number in [0, 1], per model</c>.</summary>
    public static string ValuesOf(ParameterDefinition parameter)
    {
        var text = parameter.Choices.Count > 0 ? string.Join(" | ", parameter.Choices) : Of(parameter.Kind);
        text += (double.IsFinite(parameter.Minimum), double.IsFinite(parameter.Maximum)) switch
        {
            (true, true) => string.Create(CultureInfo.InvariantCulture, $" in [{parameter.Minimum}, {parameter.Maximum}]"),
            (true, false) => string.Create(CultureInfo.InvariantCulture, $" ≥ {parameter.Minimum}"),
            (false, true) => string.Create(CultureInfo.InvariantCulture, $" ≤ {parameter.Maximum}"),
            _ => "",
        };
        return parameter.PerModel ? text + ", per model" : text;
    }
}
