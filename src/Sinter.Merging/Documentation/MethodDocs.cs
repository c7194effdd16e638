using System.Globalization;
using System.Text;

namespace Sinter.Merging;

/// <summary>Writes docs/methods.md from the declarations of a catalog, so that the page cannot say anything else than the program does.</summary>
public static class MethodDocs
{
    private const string Introduction = """
        # Merge methods
        <!-- Written by MethodDocs from the methods' own declarations; a test compares. To update: SINTER_UPDATE=1 dotnet test tests/Sinter.Merging.Tests --filter MethodDocs -->

        A recipe names a method after `merge_method:`; `sinter methods NAME` prints the same as this page. In the formulas W_i is model i's tensor, B the base's, d_i = W_i − B the task
        vector, n the number of elements, w_i and p_i the parameters `weight` and `density`. A parameter *per model* may differ from model to model; every parameter may differ from tensor
        to tensor (filters, gradients). Integer, boolean and scalar tensors are never averaged: they are copied.

        """;

    private const string TransformIntroduction = """
        # Transforms of task vectors
        Steps of a recipe's `prune:` list. They change the task vectors, in order, before any method that works on task vectors.

        """;

    /// <summary>The page: one section a method, then one a transform.</summary>
    public static string Render(MethodCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var page = new StringBuilder(Introduction);
        page.Append("\n| method | what it does | sees | base |\n| --- | --- | --- | --- |\n");
        foreach (var method in catalog.Methods)
        {
            var declaration = method.Declaration;
            page.Append(CultureInfo.InvariantCulture, $"| [{declaration.Name}](#{declaration.Name}) | {Cell(declaration.Summary)} | {Scope(declaration.Scope)} | {Base(declaration.BaseModel)} |\n");
        }

        foreach (var method in catalog.Methods) AppendSection(page, method.Declaration, Models(method.Declaration));
        page.Append('\n').Append(TransformIntroduction);
        foreach (var transform in catalog.Transforms) AppendSection(page, transform.Declaration, "task vectors");
        return page.ToString();
    }

    private static void AppendSection(StringBuilder page, MethodDeclaration declaration, string models)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {declaration.Name}\n{declaration.Summary}\n\n```text\n{declaration.Formula}\n```\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Merges {models}; sees {Scope(declaration.Scope)} at once; base: {Base(declaration.BaseModel)}.");
        if (declaration.InMergekit) page.Append(" mergekit has it under the same name.");
        page.Append(CultureInfo.InvariantCulture, $"\nSource: {declaration.Source}.\n");
        if (declaration.Parameters.Count == 0) return;
        page.Append("\n| parameter | values | default | meaning |\n| --- | --- | --- | --- |\n");
        foreach (var parameter in declaration.Parameters)
            page.Append(CultureInfo.InvariantCulture, $"| `{parameter.Name}` | {Cell(Values(parameter))} | {Default(parameter)} | {Cell(parameter.Description)} |\n");
    }

    private static string Values(ParameterDefinition parameter)
    {
        var values = parameter.Kind switch
        {
            ParameterKind.Number => "number" + Range(parameter),
            ParameterKind.Integer => "whole number" + Range(parameter),
            ParameterKind.Flag => "true or false",
            ParameterKind.Choice => string.Join(", ", parameter.Choices.Select(static choice => $"`{choice}`")),
            _ => "path",
        };
        return parameter.PerModel ? values + "; per model" : values;
    }

    private static string Range(ParameterDefinition parameter) => (double.IsFinite(parameter.Minimum), double.IsFinite(parameter.Maximum)) switch
    {
        (true, true) => $" from {Number(parameter.Minimum)} to {Number(parameter.Maximum)}",
        (true, false) => $" from {Number(parameter.Minimum)}",
        (false, true) => $" up to {Number(parameter.Maximum)}",
        _ => "",
    };

    private static string Default(ParameterDefinition parameter) => parameter.Default switch
    {
        null => parameter.Optional ? "none" : "must be given",
        bool flag => flag ? "true" : "false",
        string word => $"`{word}`",
        var number => Number(Convert.ToDouble(number, CultureInfo.InvariantCulture)),
    };

    private static string Models(MethodDeclaration declaration) => (declaration.MinimumModels, declaration.MaximumModels) switch
    {
        (1, 1) => "one model",
        var (least, most) when least == most => $"{least} models",
        (1, int.MaxValue) => "any number of models",
        (var least, int.MaxValue) => $"{least} models or more",
        var (least, most) => $"{least} to {most} models",
    };

    private static string Scope(MethodScope scope) => scope switch
    {
        MethodScope.Element => "elements",
        MethodScope.Tensor => "a statistic of the tensor",
        MethodScope.Matrix => "the whole matrix",
        _ => "a statistic of the model",
    };

    private static string Base(BaseModelUse use) => use switch
    {
        BaseModelUse.Required => "required",
        BaseModelUse.Optional => "optional",
        BaseModelUse.FirstModel => "the first model",
        _ => "not used",
    };

    private static string Number(double value) => value.ToString("0.##########", CultureInfo.InvariantCulture);

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
