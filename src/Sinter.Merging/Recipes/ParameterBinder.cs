using System.Globalization;

namespace Sinter.Merging;

/// <summary>Checks parameter names and turns their values into numbers, flags, words and paths of the declared kinds and ranges.</summary>
internal sealed class ParameterBinder(MethodDeclaration declaration, MethodCatalog catalog, RecipeProblems problems, string? folder)
{
    // Parameters of mergekit that change how it computes, not what.
    private static readonly string[] WithoutEffect = ["int8_mask", "embed_slerp"];

    private readonly HashSet<string> _others = [.. catalog.Methods.SelectMany(static method => method.Declaration.Parameters)
        .Select(static parameter => parameter.Name)];

    /// <summary>Things to tell the user that are no errors.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The set with every value of its declared kind; what the method does not use is left out.</summary>
    /// <param name="set">The parameters.</param>
    /// <param name="ofModel">True for the parameters of one model.</param>
    /// <param name="position">Where the set belongs when its values carry no position.</param>
    public ParameterSet Bind(ParameterSet set, bool ofModel, RecipePosition position)
    {
        var bound = new ParameterSet();
        foreach (var (name, value) in set)
        {
            var at = value.Position == default ? position : value.Position;
            if (declaration.Find(name) is not { } parameter) Unknown(name, at);
            else if (ofModel && !parameter.PerModel) Misplaced(name, at);
            else bound.Add(name, value.Convert((leaf, place) => Leaf(parameter, leaf, place == default ? at : place)));
        }

        return bound;
    }

    private void Unknown(string name, RecipePosition at)
    {
        var foreign = declaration.InMergekit && (_others.Contains(name) || WithoutEffect.Contains(name));
        if (foreign) Note($"{at}: {declaration.Name} does not use the parameter '{name}'.");
        else problems.Add(RecipeError.Unknown, at,
            $"{declaration.Name} has no parameter '{name}'{Suggestion.For(name, declaration.Parameters.Select(static parameter => parameter.Name))}");
    }

    private void Misplaced(string name, RecipePosition at)
    {
        const string Advice = "it counts for whole tensors, not for one model; put it under the recipe's parameters";
        if (declaration.InMergekit) Note($"{at}: '{name}' has no effect here, as in mergekit: {Advice}.");
        else problems.Add(RecipeError.Invalid, at, $"'{name}' is given at a model, but {Advice}.");
    }

    private void Note(string note)
    {
        if (!Notes.Contains(note)) Notes.Add(note);
    }

    private object Leaf(ParameterDefinition parameter, object leaf, RecipePosition at)
    {
        var value = parameter.Kind switch
        {
            ParameterKind.Number => Number(leaf),
            ParameterKind.Integer => Number(leaf) is { } number && Math.Abs(number) <= int.MaxValue && double.IsInteger(number) ? number : null,
            ParameterKind.Flag => Flag(leaf),
            ParameterKind.Choice => Word(leaf) is var word && parameter.Choices.Contains(word) ? word : null,
            _ => leaf is string { Length: > 0 } path ? Path.GetFullPath(path, Path.GetFullPath(folder ?? ".")) : (object?)null,
        };
        if (value is null)
            problems.Add(RecipeError.Invalid, at, $"{parameter.Name} is '{Word(leaf)}'; expected {Expected(parameter)}{Near(parameter, leaf)}");
        else if (value is double number && !(number >= parameter.Minimum && number <= parameter.Maximum && double.IsFinite(number)))
            problems.Add(RecipeError.OutOfRange, at, $"{parameter.Name} is {Word(leaf)}; expected {Expected(parameter)}.");
        return value ?? leaf;
    }

    private static string Near(ParameterDefinition parameter, object leaf) =>
        parameter.Kind is ParameterKind.Choice && Suggestion.Nearest(Word(leaf), parameter.Choices) is { } near ? $"; did you mean '{near}'?" : ".";

    private static double? Number(object leaf) => leaf switch
    {
        double number => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        ".inf" or ".nan" or "-.inf" => double.NaN,
        _ => null,
    };

    private static object? Flag(object leaf) => leaf switch
    {
        bool flag => flag,
        0.0 => false,
        1.0 => true,
        string text => text.ToLowerInvariant() switch
        {
            "true" or "yes" or "on" or "1" or "1.0" => true,
            "false" or "no" or "off" or "0" or "0.0" => false,
            _ => null,
        },
        _ => null,
    };

    private static string Word(object leaf) => leaf switch
    {
        bool flag => flag ? "true" : "false",
        double number => number.ToString(CultureInfo.InvariantCulture),
        string text => text is "True" or "TRUE" or "False" or "FALSE" ? text.ToLowerInvariant() : text,
        _ => leaf.ToString()!,
    };

    private static string Expected(ParameterDefinition parameter)
    {
        var kind = parameter.Kind switch
        {
            ParameterKind.Number => "a number",
            ParameterKind.Integer => "a whole number",
            ParameterKind.Flag => "true or false",
            ParameterKind.Choice => "one of " + string.Join(", ", parameter.Choices),
            _ => "the path of a statistics file",
        };
        return (double.IsFinite(parameter.Minimum), double.IsFinite(parameter.Maximum)) switch
        {
            (true, true) => string.Create(CultureInfo.InvariantCulture, $"{kind} from {parameter.Minimum} to {parameter.Maximum}"),
            (true, false) => string.Create(CultureInfo.InvariantCulture, $"{kind} of at least {parameter.Minimum}"),
            (false, true) => string.Create(CultureInfo.InvariantCulture, $"{kind} of at most {parameter.Maximum}"),
            _ => kind,
        };
    }
}
