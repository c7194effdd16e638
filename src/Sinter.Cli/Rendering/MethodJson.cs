using System.Text.Json;
using Sinter.Merging;

namespace Sinter.Cli;

/// <summary>Method declarations as JSON.</summary>
internal static class MethodJson
{
    public static void WriteCatalog(Utf8JsonWriter json, MethodCatalog catalog)
    {
        json.WriteStartObject();
        json.WritePropertyName("methods");
        WriteArray(json, catalog.Methods.Select(static method => method.Declaration));
        json.WritePropertyName("transforms");
        WriteArray(json, catalog.Transforms.Select(static transform => transform.Declaration));
        json.WriteEndObject();
    }

    public static void WriteArray(Utf8JsonWriter json, IEnumerable<MethodDeclaration> declarations)
    {
        json.WriteStartArray();
        foreach (var declaration in declarations) Write(json, declaration);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, MethodDeclaration declaration)
    {
        json.WriteStartObject();
        json.WriteString("name", declaration.Name);
        json.WriteString("summary", declaration.Summary);
        json.WriteString("formula", declaration.Formula);
        json.WriteString("source", declaration.Source);
        json.WriteString("scope", MethodWords.Of(declaration.Scope));
        json.WriteString("base_model", MethodWords.Of(declaration.BaseModel));
        json.WriteBoolean("in_mergekit", declaration.InMergekit);
        json.WriteNumber("minimum_models", declaration.MinimumModels);
        if (declaration.MaximumModels < int.MaxValue) json.WriteNumber("maximum_models", declaration.MaximumModels);
        json.WriteStartArray("parameters");
        foreach (var parameter in declaration.Parameters) Write(json, parameter);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ParameterDefinition parameter)
    {
        json.WriteStartObject();
        json.WriteString("name", parameter.Name);
        json.WriteString("kind", MethodWords.Of(parameter.Kind));
        json.WriteBoolean("per_model", parameter.PerModel);
        json.WriteBoolean("required", parameter.Default is null && !parameter.Optional);
        switch (parameter.Default)
        {
            case double number: json.WriteNumber("default", number); break;
            case bool flag: json.WriteBoolean("default", flag); break;
            case string text: json.WriteString("default", text); break;
        }

        if (double.IsFinite(parameter.Minimum)) json.WriteNumber("minimum", parameter.Minimum);
        if (double.IsFinite(parameter.Maximum)) json.WriteNumber("maximum", parameter.Maximum);
        if (parameter.Choices.Count > 0)
        {
            json.WriteStartArray("choices");
            foreach (var choice in parameter.Choices) json.WriteStringValue(choice);
            json.WriteEndArray();
        }

        json.WriteString("description", parameter.Description);
        json.WriteEndObject();
    }
}
