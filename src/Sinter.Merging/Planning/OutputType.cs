using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>The element type of the output, from <c>out_dtype</c> and <c>dtype</c>.</summary>
internal sealed record OutputType
{
    private static readonly string[] Names = ["float64", "double", "float32", "float", "float16", "half", "bfloat16", "float8_e4m3fn", "float8_e5m2"];

    private OutputType(ElementType? type, string? torchName) => (Type, TorchName) = (type, torchName);

    /// <summary>The type of every merged tensor; null for each tensor's own.</summary>
    public ElementType? Type { get; }

    /// <summary>The type as torch and a model's configuration name it; null when it does not change.</summary>
    public string? TorchName { get; }

    /// <summary>Reads the recipe's words.</summary>
    public static OutputType Of(Recipe recipe, RecipeProblems problems) =>
        Read(recipe.OutType, "out_dtype", recipe, problems) ?? Read(recipe.DataType, "dtype", recipe, problems) ?? new OutputType(null, null);

    private static OutputType? Read(string? word, string key, Recipe recipe, RecipeProblems problems)
    {
        if (word is null or "auto") return null;
        var name = word.StartsWith("torch.", StringComparison.Ordinal) ? word["torch.".Length..] : word;
        var type = name switch
        {
            "float64" or "double" => new OutputType(ElementType.F64, "float64"),
            "float32" or "float" => new OutputType(ElementType.F32, "float32"),
            "float16" or "half" => new OutputType(ElementType.F16, "float16"),
            "bfloat16" => new OutputType(ElementType.BF16, name),
            "float8_e4m3fn" => new OutputType(ElementType.F8E4M3, name),
            "float8_e5m2" => new OutputType(ElementType.F8E5M2, name),
            _ => null,
        };
        if (type is not null) return type;
        problems.Add(RecipeError.Invalid, recipe.Position with { Line = 0 }, $"{key} is '{word}'{Suggestion.For(name, Names.Append("auto"))}");
        return null;
    }
}
